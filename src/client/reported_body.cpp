#include "client/reported_body.hpp"

#include "content/content_range.hpp"

#include <curlew/body_stream.hpp>

#include <charconv>
#include <chrono>
#include <utility>

namespace curlew::detail {
namespace {

constexpr int partial_content = 206;

class ReportedBody final : public BodyStream {
public:
    ReportedBody(std::shared_ptr<BodyStream> body, std::shared_ptr<const ProgressCallback> observer,
                 TransferProgress begin)
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
        progress_.elapsed = std::chrono::steady_clock::now() - started_;
        (*observer_)(progress_);
    }

    const std::shared_ptr<BodyStream> body_;
    const std::shared_ptr<const ProgressCallback> observer_;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
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

}  // namespace

void report_progress(Response& response, std::shared_ptr<const ProgressCallback> observer,
                     bool is_decoded) {
    TransferProgress begin;
    if (response.status() == partial_content) {
        const auto range = parse_content_range(response.header("Content-Range").value_or(""));
        if (range && range->first) {
            begin.bytes = begin.resumed_from = *range->first;
            begin.total = range->total;
        }
    }
    if (!begin.total && !(is_decoded && response.header("Content-Encoding"))) {
        const auto length = content_length(response);
        if (length) begin.total = begin.bytes + *length;
    }
    response.set_stream(
        std::make_shared<ReportedBody>(response.stream(), std::move(observer), begin));
}

}  // namespace curlew::detail
