#include "engine/http1.hpp"

#include "engine/failure.hpp"
#include "engine/http1_parser.hpp"
#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>

#include <algorithm>
#include <optional>
#include <string>

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

/// Reads one response, interim ones skipped.
class ResponseReader {
public:
    ResponseReader(Connection& connection, const Request& request)
        : connection_(connection), request_(request) {
        begin();
    }

    /// Everything but the end of the connection throws; that is returned when nothing came before.
    Task<bool> read() {
        for (;;) {
            if (parse()) co_return true;
            const Limit limit =
                Limit::earliest(request_.options().timeout.read, request_.options().deadline);
            if (limit.expired()) throw_timeout(phase(), limit);
            IoResult result = co_await read_more(limit);
            if (result) {
                received_ += result.bytes;
                continue;
            }
            const bool gone = result.status == IoStatus::end || result.status == IoStatus::broken;
            if (gone && received_ == 0) {
                ended_ = std::move(result);
                co_return false;
            }
            if (result.status == IoStatus::end) parser_->put_end();
            if (!parser_->complete()) throw_read_failure(result, phase(), limit, received_);
            co_return true;
        }
    }

    /// How the connection ended when nothing came.
    [[nodiscard]] const IoResult& ended() const noexcept { return ended_; }

    /// Nothing may follow a response: whatever does would be taken for the answer to the next
    /// request.
    [[nodiscard]] bool allows_reuse() const {
        return parser_->allows_reuse() && connection_.incoming.empty();
    }

    [[nodiscard]] ResponseParts release() noexcept { return parser_->release(); }

private:
    void begin() {
        parser_.emplace(request_.method() == "HEAD",
                        ParseLimits{.body = request_.options().max_response_body});
    }

    [[nodiscard]] Phase phase() const {
        return parser_->head_complete() ? Phase::body : Phase::head;
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

    Task<IoResult> read_more(const Limit& limit) {
        if (parser_->missing() == 0) {
            ReadBuffer& incoming = connection_.incoming;
            IoResult result =
                co_await connection_.stream->read_some(incoming.prepare(read_size), limit.patience);
            incoming.commit(result.bytes);
            co_return result;
        }
        // Straight to where it is going.
        std::string& body = parser_->body();
        const std::size_t have = body.size();
        const auto room = std::min<std::uint64_t>(parser_->missing(), body_read_size);
        body.resize(have + static_cast<std::size_t>(room));
        IoResult result =
            co_await connection_.stream->read_some(std::span(body).subspan(have), limit.patience);
        body.resize(have + result.bytes);
        parser_->took(result.bytes);
        co_return result;
    }

    Connection& connection_;
    const Request& request_;
    std::optional<Http1Parser> parser_;
    std::size_t received_ = 0;
    int interim_ = 0;
    IoResult ended_;
};

/// Writes data in pieces, each with a limit of its own: it bounds the wait for progress.
/// @throws TimeoutError
Task<IoResult> write_all(Stream& stream, const Request& request, std::string_view data) {
    IoResult done;
    while (done && done.bytes < data.size()) {
        const Limit limit =
            Limit::earliest(request.options().timeout.write, request.options().deadline);
        if (limit.expired()) throw_timeout(Phase::write, limit);
        IoResult piece = co_await stream.write(data.substr(done.bytes, write_size), limit.patience);
        if (piece.status == IoStatus::timed_out) throw_timeout(Phase::write, limit);
        piece.bytes += done.bytes;
        done = std::move(piece);
    }
    co_return done;
}

/// @throws TimeoutError
Task<IoResult> write_request(Connection& connection, const Request& request) {
    std::string& out = connection.outgoing;
    out.clear();
    append_head(request, out);
    const std::string& body = request.body();
    const bool joined = body.size() <= joined_body_size;
    if (joined) out.append(body);
    Stream& stream = *connection.stream;
    IoResult written = co_await write_all(stream, request, out);
    if (!written || joined) co_return written;
    const std::size_t head = written.bytes;
    written = co_await write_all(stream, request, body);
    written.bytes += head;
    co_return written;
}

}  // namespace

Task<Exchange> exchange_http1(Connection& connection, const Request& request) {
    check_framing(request);
    const bool reused = connection.exchanges++ > 0;
    IoResult written = co_await write_request(connection, request);
    if (written.status == IoStatus::insecure) throw_write_failure(written);
    // A server may answer and close before it has read all, as with 413: its answer says more than
    // the broken connection does.
    ResponseReader reader(connection, request);
    const bool answered = co_await reader.read();
    if (!answered) {
        if (reused) co_return Exchange{.stale = true, .was_sent = written.bytes > 0};
        if (!written) throw_write_failure(written);
        throw_read_failure(reader.ended(), Phase::head, {}, 0);
    }
    Exchange done{.reusable =
                      written && reader.allows_reuse() && !asks_to_close(request.headers())};
    done.response = reader.release();
    co_return done;
}

}  // namespace curlew::engine
