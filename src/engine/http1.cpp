#include "engine/http1.hpp"

#include "engine/failure.hpp"
#include "engine/http1_parser.hpp"
#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace curlew::engine {
namespace {

constexpr std::size_t read_size = 8 * 1024;
constexpr std::size_t body_read_size = 64 * 1024;
constexpr std::size_t write_size = 256 * 1024;
// Small enough to copy behind the head, so that both leave in one system call.
constexpr std::size_t joined_body_size = 16 * 1024;
// 100 and 103 come once or twice; a peer that sends them without end is stalling.
constexpr int most_interim_responses = 32;

/// Methods whose requests are expected to have a body (RFC 9110 section 8.6): without one they say
/// so.
bool announces_empty_body(const std::string& method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

void check_framing(const Request& request) {
    if (request.headers().contains("Transfer-Encoding")) {
        throw ConfigurationError("header Transfer-Encoding belongs to the client: leave it out");
    }
    const auto length = request.headers().get("Content-Length");
    if (length && *length != std::to_string(request.body().size())) {
        throw ConfigurationError("header Content-Length is " + quoted(*length) +
                                 ", but the body has " + std::to_string(request.body().size()) +
                                 " bytes: leave it out");
    }
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

void append_head(const Request& request, std::string& out) {
    const Headers& headers = request.headers();
    out.append(request.method()).append(" ");
    request.url().append_target(out);
    out.append(" HTTP/1.1\r\n");
    if (!headers.contains("Host")) append_line(out, "Host", request.url().authority());
    for (const auto [name, value] : headers)
        append_line(out, name, value);
    const std::size_t size = request.body().size();
    if ((size > 0 || announces_empty_body(request.method())) &&
        !headers.contains("Content-Length")) {
        append_line(out, "Content-Length", std::to_string(size));
    }
    out.append("\r\n");
}

bool asks_to_close(const Headers& headers) {
    const auto connection = headers.combined("Connection");
    return connection && ascii::lowered(*connection).find("close") != std::string::npos;
}

[[noreturn]] void throw_failure(const ParseFailure& failure, Phase phase) {
    if (failure.too_large)
        throw ResponseTooLargeError("response refused: " + failure.reason, phase);
    throw MalformedResponseError("malformed response: " + failure.reason, phase);
}

/// How far a part of an exchange has come.
enum class Progress { done, blocked, failed };

// What a request was written from serves the thread's next one: a connection that waits for its
// answer needs none.
thread_local std::string spare;

/// Writes the request. Each wait for progress has a limit of its own.
class RequestWriter {
public:
    RequestWriter(Connection& connection, const Request& request)
        : stream_(*connection.stream), request_(request), out_(std::move(spare)) {
        out_.clear();
        append_head(request, out_);
        if (request.body().size() <= joined_body_size) {
            out_.append(request.body());
        } else {
            rest_ = request.body();
        }
        current_ = out_;
    }

    /// As much as can be done without waiting.
    /// @throws TimeoutError, CancelledError
    Progress go_on() {
        for (;;) {
            if (current_.empty()) current_ = std::exchange(rest_, {});
            if (current_.empty()) {
                spare = std::move(out_);
                return Progress::done;
            }
            if (!blocked_) begin_wait();
            IoResult piece = stream_.write_some(current_.substr(0, write_size), limit_.patience);
            if (piece.status == IoStatus::blocked) {
                if (!std::exchange(blocked_, true)) deadline_ = limit_.end();
                return Progress::blocked;
            }
            blocked_ = false;
            if (piece.status == IoStatus::timed_out) throw_timeout(Phase::write, limit_);
            sent_ += piece.bytes;
            current_.remove_prefix(piece.bytes);
            if (!piece) {
                failure_ = std::move(piece);
                return Progress::failed;
            }
        }
    }

    [[nodiscard]] Deadline deadline() const noexcept { return deadline_; }
    [[nodiscard]] const Limit& limit() const noexcept { return limit_; }
    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
    [[nodiscard]] const IoResult& failure() const noexcept { return failure_; }

private:
    void begin_wait() {
        limit_ = Limit::earliest(request_.options().timeout.write, request_.options().deadline);
        if (limit_.expired()) throw_timeout(Phase::write, limit_);
    }

    Stream& stream_;
    const Request& request_;
    std::string out_;           // the head, and a short body behind it
    std::string_view current_;  // of out_ or of the body
    std::string_view rest_;
    Limit limit_;
    Deadline deadline_;
    bool blocked_ = false;
    std::size_t sent_ = 0;
    IoResult failure_;
};

/// Reads one response, interim ones skipped.
class ResponseReader {
public:
    ResponseReader(Connection& connection, const Request& request)
        : connection_(connection), request_(request) {
        begin();
    }

    /// As much as can be done without waiting. All that can go wrong throws, apart from the end of
    /// the connection before anything came: that is `failed`.
    Progress go_on() {
        const Progress progress = read();
        connection_.incoming.keep();
        return progress;
    }

    [[nodiscard]] Deadline deadline() const noexcept { return deadline_; }
    [[nodiscard]] const Limit& limit() const noexcept { return limit_; }
    [[nodiscard]] Phase phase() const {
        return parser_->head_complete() ? Phase::body : Phase::head;
    }

    /// How the connection ended when nothing came.
    [[nodiscard]] const IoResult& failure() const noexcept { return failure_; }

    /// Nothing may follow a response: whatever does would be taken for the answer to the next
    /// request.
    [[nodiscard]] bool allows_reuse() const {
        return parser_->allows_reuse() && connection_.incoming.empty();
    }

    [[nodiscard]] ResponseParts release() noexcept { return parser_->release(); }

private:
    Progress read() {
        for (;;) {
            if (parse()) return Progress::done;
            if (!blocked_) begin_wait();
            IoResult result = read_more();
            if (result.status == IoStatus::blocked) {
                if (!std::exchange(blocked_, true)) deadline_ = limit_.end();
                return Progress::blocked;
            }
            blocked_ = false;
            if (result) {
                received_ += result.bytes;
                continue;
            }
            const bool gone = result.status == IoStatus::end || result.status == IoStatus::broken;
            if (gone && received_ == 0) {
                failure_ = std::move(result);
                return Progress::failed;
            }
            if (result.status == IoStatus::end) parser_->put_end();
            if (!parser_->complete()) throw_read_failure(result, phase(), limit_, received_);
            return Progress::done;
        }
    }

    void begin() {
        parser_.emplace(request_.method() == "HEAD",
                        ParseLimits{.body = request_.options().max_response_body});
    }

    void begin_wait() {
        limit_ = Limit::earliest(request_.options().timeout.read, request_.options().deadline);
        if (limit_.expired()) throw_timeout(phase(), limit_);
    }

    /// Parses what is buffered. True when the response is complete.
    bool parse() {
        ReadBuffer& incoming = connection_.incoming;
        while (!incoming.empty()) {
            incoming.consume(parser_->put(incoming.view()));
            if (parser_->failure()) throw_failure(*parser_->failure(), phase());
            if (!parser_->complete()) break;
            if (parser_->status() / 100 != 1) return true;
            skip_interim();
        }
        return parser_->complete();
    }

    void skip_interim() {
        if (parser_->status() == 101) {
            throw_failure({false, "101 Switching Protocols, which nobody asked for"}, Phase::head);
        }
        if (++interim_ > most_interim_responses) {
            throw_failure({false, "interim responses (1xx) without end"}, Phase::head);
        }
        begin();
    }

    IoResult read_more() {
        Stream& stream = *connection_.stream;
        if (parser_->missing() == 0) {
            ReadBuffer& incoming = connection_.incoming;
            IoResult result = stream.read_some(incoming.prepare(read_size), limit_.patience);
            incoming.commit(result.bytes);
            return result;
        }
        // Straight to where it is going.
        std::string& body = parser_->body();
        const std::size_t have = body.size();
        const auto room = std::min<std::uint64_t>(parser_->missing(), body_read_size);
        body.resize(have + static_cast<std::size_t>(room));
        IoResult result = stream.read_some(std::span(body).subspan(have), limit_.patience);
        body.resize(have + result.bytes);
        parser_->took(result.bytes);
        return result;
    }

    Connection& connection_;
    const Request& request_;
    std::optional<Http1Parser> parser_;
    Limit limit_;
    Deadline deadline_;
    bool blocked_ = false;
    std::size_t received_ = 0;
    int interim_ = 0;
    IoResult failure_;
};

bool may_be_answered(const IoResult& failure) {
    return failure.status == IoStatus::broken || failure.status == IoStatus::end;
}

void check(Wake wake, Phase phase, const Limit& limit) {
    if (wake == Wake::timed_out) throw_timeout(phase, limit);
    if (wake == Wake::interrupted) throw_interrupted(phase);
}

}  // namespace

Task<Exchange> exchange_http1(Connection& connection, const Request& request) {
    check_framing(request);
    const bool reused = connection.exchanges++ > 0;
    Stream& stream = *connection.stream;

    RequestWriter writer(connection, request);
    Progress written = writer.go_on();
    while (written == Progress::blocked) {
        const Wake wake = co_await stream.wait(Direction::write, writer.deadline());
        check(wake, Phase::write, writer.limit());
        written = writer.go_on();
    }
    if (written == Progress::failed && !may_be_answered(writer.failure())) {
        throw_write_failure(writer.failure());
    }

    // A server may answer and close before it has read all, as with 413: its answer says more than
    // the broken connection does.
    ResponseReader reader(connection, request);
    Progress answered = reader.go_on();
    while (answered == Progress::blocked) {
        const Wake wake = co_await stream.wait(Direction::read, reader.deadline());
        check(wake, reader.phase(), reader.limit());
        answered = reader.go_on();
    }
    if (answered == Progress::failed) {
        if (reused) co_return Exchange{.stale = true, .was_sent = writer.sent() > 0};
        if (written == Progress::failed) throw_write_failure(writer.failure());
        throw_read_failure(reader.failure(), Phase::head, {}, 0);
    }
    Exchange done{.reusable = written == Progress::done && reader.allows_reuse() &&
                              !asks_to_close(request.headers())};
    done.response = reader.release();
    co_return done;
}

}  // namespace curlew::engine
