#include "client/download.hpp"

#include "client/open_body.hpp"
#include "client/part_file.hpp"
#include "content/content_range.hpp"
#include "support/http_date.hpp"

#include <curlew/body_stream.hpp>
#include <curlew/errors.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace curlew::detail {
namespace {

constexpr int partial_content = 206;
constexpr int range_not_satisfiable = 416;

/// What identifies this very representation, so that a part of it can be completed later (RFC 9110
/// section 8.8): a strong entity tag, or a date of modification that is old enough to be one.
std::string validator_of(const Response& response) {
    // What was decoded here has other bytes than the server counts.
    if (response.header("Content-Encoding")) return {};
    const auto tag = response.header("ETag");
    if (tag && tag->starts_with('"')) return std::string(*tag);
    const auto modified = response.header("Last-Modified");
    const auto date = response.header("Date");
    if (!modified || !date) return {};
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto changed = parse_http_date(*modified, now);
    const auto sent = parse_http_date(*date, now);
    return changed && sent && *changed < *sent ? std::string(*modified) : std::string();
}

/// Writes one download, over as many responses as it takes.
class Download {
public:
    Download(ClientCore& core, Request request, const std::string& path, bool resume)
        : core_(core), request_(std::move(request)), path_(path), part_(path, resume) {
        // An error's body is no file, whatever else it may be good for.
        request_.options().status = {.raise = true, .allowed = {range_not_satisfiable}};
    }

    Task<DownloadedFile> run() {
        const std::string validator = part_.validator();
        if (!validator.empty()) {
            request_.headers().set("Range", "bytes=" + std::to_string(part_.size()) + "-");
            request_.headers().set("If-Range", validator);
        }
        Response response = co_await send();
        if (response.status() == range_not_satisfiable && !validator.empty()) {
            if (is_all_there(response)) co_return finish(std::move(response), part_.size());
            response = co_await start_over(std::move(response));
        } else if (response.status() == partial_content && !continues(response)) {
            response = co_await start_over(std::move(response));
        }
        if (!response.is_success()) {
            co_await take_in(response);
            response.raise_for_status();
        }

        const std::uint64_t resumed_from = response.status() == partial_content ? part_.size() : 0;
        if (resumed_from == 0) part_.restart(validator_of(response));
        const std::shared_ptr<BodyStream> body = stream_of(response);
        BodyStream& stream = *body;
        for (;;) {
            const std::string_view piece = co_await stream.read();
            if (piece.empty()) break;
            part_.append(piece);
        }
        co_return finish(std::move(response), resumed_from);
    }

private:
    Task<Response> send() { return core_.perform(std::make_shared<Request>(request_)); }

    Task<Response> start_over(Response useless) {
        const std::shared_ptr<BodyStream> body = stream_of(useless);
        BodyStream& stream = *body;
        co_await stream.discard();
        request_.headers().remove("Range");
        request_.headers().remove("If-Range");
        co_return co_await send();
    }

    /// Whether this is what is missing, up to the end.
    [[nodiscard]] bool continues(const Response& response) const {
        const auto range = parse_content_range(response.header("Content-Range").value_or(""));
        return range && range->first == part_.size() &&
               (!range->total || range->last == *range->total - 1);
    }

    [[nodiscard]] bool is_all_there(const Response& response) const {
        const auto range = parse_content_range(response.header("Content-Range").value_or(""));
        return range && range->total == part_.size() && validator_of(response) == part_.validator();
    }

    DownloadedFile finish(Response response, std::uint64_t resumed_from) {
        part_.commit();
        response.set_stream(nullptr);
        return {.path = path_,
                .size = part_.size(),
                .resumed_from = resumed_from,
                .response = std::move(response)};
    }

    ClientCore& core_;
    Request request_;
    const std::string path_;
    PartFile part_;
};

}  // namespace

Task<DownloadedFile> download(ClientCore& core, Request request, std::string path, bool resume) {
    const auto started = std::chrono::steady_clock::now();
    const auto shown = std::make_shared<const Request>(request);
    try {
        Download work(core, std::move(request), path, resume);
        DownloadedFile file = co_await work.run();
        co_return file;
    } catch (ClientError& error) {
        error.attach({.request = shown,
                      .attempts = 1,
                      .elapsed = std::chrono::steady_clock::now() - started});
        throw;
    }
}

}  // namespace curlew::detail
