#include "engine/http1_upload.hpp"

#include "engine/failure.hpp"
#include "support/ascii.hpp"

#include <curlew/body.hpp>
#include <curlew/progress.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace curlew::engine {
namespace {

// What is larger than this hardly goes into a socket's buffer at once.
constexpr std::size_t small_body = std::size_t{16} * 1024;
// RFC 9110 section 10.1.1: a client need not wait for ever. curl waits as long.
constexpr auto longest_wait_to_continue = std::chrono::seconds(1);

bool expects_continue(const Request& request) {
    const auto expect = request.headers().get("Expect");
    return expect && ascii::equal_ignoring_case(*expect, "100-continue");
}

/// One request on its way out.
class Upload {
public:
    Upload(Connection& connection, const Request& request, Http1RequestWriter& writer,
           Http1ResponseReader& reader)
        : stream_(*connection.stream), request_(request), writer_(writer), reader_(reader) {}

    Task<Uploaded> run(BodyReader* body) {
        bool goes_on = true;
        if (expects_continue(request_)) {
            writer_.hold_body();
            goes_on = co_await flush();
            if (goes_on) goes_on = co_await wait_to_continue();
            writer_.release_body();
        }
        if (goes_on) goes_on = co_await flush();
        while (goes_on && body != nullptr) {
            const std::string_view piece = co_await body->read();
            is_ended_ = piece.empty();
            writer_.add(piece);
            goes_on = co_await flush();
            if (is_ended_) break;
        }
        if (goes_on) co_return Uploaded::whole;
        co_return outcome_;
    }

private:
    /// Writes what the writer has. False when nothing more is to be written, for outcome_.
    Task<bool> flush() {
        for (;;) {
            const Progress progress = writer_.go_on(false);
            report();
            if (progress == Progress::failed) co_return end(Uploaded::broken);
            // When all is sent, an answer is nothing special any more.
            const bool is_done = progress == Progress::done;
            if (is_done && is_all_sent()) co_return true;
            if (!listen()) co_return false;
            if (is_done) co_return true;
            // What was heard is enough until all is sent.
            const Direction direction =
                reader_.head_complete() ? Direction::write : Direction::either;
            const Wake wake = co_await stream_.wait(direction, writer_.deadline());
            check_wake(wake, Phase::write, writer_.limit());
        }
    }

    /// Hears what the server has said so far. False when it does not want the rest.
    bool listen() {
        while (!reader_.head_complete() && !stream_.is_quiet()) {
            const Progress progress = reader_.read_early();
            if (progress == Progress::failed) return end(Uploaded::broken);
            if (progress == Progress::blocked) break;  // only the beginning of an answer
            was_told_to_continue_ = true;
        }
        // Some begin to answer while they read: that is no reason to stop.
        const bool is_refused = reader_.head_complete() && reader_.status() >= 300;
        return !is_refused || end(Uploaded::answered);
    }

    Task<bool> wait_to_continue() {
        const Limit limit = Limit::earliest(longest_wait_to_continue, request_.options().deadline);
        const Deadline deadline = limit.end();
        bool goes_on = listen();
        while (goes_on && !was_told_to_continue_) {
            const Wake wake = co_await stream_.wait(Direction::read, deadline);
            if (wake == Wake::timed_out && !limit.is_total) break;
            check_wake(wake, Phase::head, limit);
            goes_on = listen();
        }
        co_return goes_on;
    }

    [[nodiscard]] bool is_all_sent() const noexcept {
        return writer_.body_size() ? writer_.body_sent() == *writer_.body_size() : is_ended_;
    }

    bool end(Uploaded outcome) noexcept {
        outcome_ = outcome;
        return false;
    }

    void report() {
        const auto& observer = request_.options().on_upload;
        if (!observer || !*observer) return;
        if (std::exchange(reported_, writer_.body_sent()) == writer_.body_sent()) return;
        TransferProgress progress;
        progress.bytes = writer_.body_sent();
        progress.total = writer_.body_size();
        progress.elapsed = Clock::now() - started_;
        (*observer)(progress);
    }

    Stream& stream_;
    const Request& request_;
    Http1RequestWriter& writer_;
    Http1ResponseReader& reader_;
    const Clock::time_point started_ = Clock::now();
    std::uint64_t reported_ = 0;
    bool was_told_to_continue_ = false;
    bool is_ended_ = false;  // the body is
    Uploaded outcome_ = Uploaded::whole;
};

}  // namespace

bool needs_upload(const Request& request) {
    return request.body_source() || request.body().size() > small_body ||
           request.options().on_upload || request.headers().contains("Expect");
}

Task<Uploaded> upload_http1(Connection& connection, const Request& request,
                            Http1RequestWriter& writer, Http1ResponseReader& reader) {
    std::unique_ptr<BodyReader> body;
    if (request.body_source()) body = request.body_source()->open();
    Upload upload(connection, request, writer, reader);
    co_return co_await upload.run(body.get());
}

}  // namespace curlew::engine
