#include "layers/progress.hpp"

#include "content/content_range.hpp"

#include <curlew/body_stream.hpp>
#include <curlew/errors.hpp>
#include <curlew/progress.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace curlew::layers {
namespace {

using Observer = std::shared_ptr<const ProgressCallback>;
using Clock = std::chrono::steady_clock;

constexpr int partial_content = 206;

class ReportedBody final : public BodyStream {
public:
    ReportedBody(std::shared_ptr<BodyStream> body, Observer observer, TransferProgress begin)
        : body_(std::move(body)), observer_(std::move(observer)), progress_(begin) {}

    Task<std::string_view> read() override {
        BodyStream& body = *body_;
        const std::string_view piece = co_await body.read();
        if (piece.empty()) {
            // Now it is known, if it was not before.
            if (!progress_.total) report(0, progress_.bytes);
        } else {
            report(piece.size(), progress_.total);
        }
        co_return piece;
    }

    Task<void> discard() override {
        BodyStream& body = *body_;
        return body.discard();
    }

private:
    void report(std::size_t more, std::optional<std::uint64_t> total) {
        progress_.bytes += more;
        progress_.total = total;
        progress_.elapsed = Clock::now() - started_;
        (*observer_)(progress_);
    }

    const std::shared_ptr<BodyStream> body_;
    const Observer observer_;
    const Clock::time_point started_ = Clock::now();
    TransferProgress progress_;
};

std::optional<std::uint64_t> content_length(const Response& response) {
    const auto value = response.header("Content-Length");
    std::uint64_t length = 0;
    if (!value) return std::nullopt;
    const auto end = value->data() + value->size();
    const auto result = std::from_chars(value->data(), end, length);
    if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return length;
}

/// What is known before the first byte has come.
TransferProgress begin_of(const Response& response) {
    TransferProgress begin;
    if (response.status() == partial_content) {
        const auto range = parse_content_range(response.header("Content-Range").value_or(""));
        if (range && range->first) {
            begin.bytes = begin.resumed_from = *range->first;
            begin.total = range->total;
        }
    }
    if (!begin.total) {
        const auto length = content_length(response);
        if (length) begin.total = begin.bytes + *length;
    }
    return begin;
}

void observe(Response& response, const Observer& observer) {
    TransferProgress progress = begin_of(response);
    if (response.stream()) {
        response.set_stream(std::make_shared<ReportedBody>(response.stream(), observer, progress));
    } else {
        progress.bytes += response.bytes().size();
        (*observer)(progress);
    }
}

/// Asks for a stream, as long as it lives.
class StreamScope {
public:
    explicit StreamScope(RequestOptions& options)
        : options_(options),
          stream_(std::exchange(options.stream, true)),
          total_includes_stream_(options.timeout.total_includes_stream) {
        if (!stream_) options_.timeout.total_includes_stream = true;
    }
    StreamScope(const StreamScope&) = delete;
    StreamScope& operator=(const StreamScope&) = delete;
    ~StreamScope() {
        options_.stream = stream_;
        options_.timeout.total_includes_stream = total_includes_stream_;
    }

    /// Whether one would have come anyway.
    [[nodiscard]] bool was_asked_for() const noexcept { return stream_; }

private:
    RequestOptions& options_;
    const bool stream_;
    const bool total_includes_stream_;
};

/// Reads the body into the response, also what comes of one that breaks off.
Task<void> read_whole(Response& response, Clock::time_point started) {
    const std::shared_ptr<BodyStream> body = response.stream();
    BodyStream& stream = *body;
    response.set_stream(nullptr);
    std::string bytes;
    try {
        for (;;) {
            const std::string_view piece = co_await stream.read();
            if (piece.empty()) break;
            bytes += piece;
        }
    } catch (TruncatedResponseError& error) {
        response.set_body(std::move(bytes));
        error.attach({.response = std::make_shared<const Response>(std::move(response))});
        throw;
    }
    response.set_body(std::move(bytes));
    response.set_elapsed(Clock::now() - started);
}

Task<Response> send_observed(Request& request, Transport& next) {
    const auto started = Clock::now();
    const StreamScope streaming(request.options());
    Response response = co_await next.send(request);
    // What an error says of itself is not what was asked for.
    if (response.is_success()) observe(response, request.options().on_download);
    if (response.stream() && !streaming.was_asked_for()) co_await read_whole(response, started);
    co_return response;
}

}  // namespace

Task<Response> Progress::handle(Request& request, Transport& next) {
    const auto& observer = request.options().on_download;
    return observer && *observer ? send_observed(request, next) : next.send(request);
}

}  // namespace curlew::layers
