#include "engine/http1_request.hpp"

#include "engine/failure.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>

#include <utility>

namespace curlew::engine {
namespace {

constexpr std::size_t write_size = std::size_t{256} * 1024;
// Small enough to copy behind the head, so that both leave in one system call.
constexpr std::size_t joined_body_size = std::size_t{16} * 1024;

// What a request was written from serves the thread's next one: a connection that waits for its
// answer needs none.
thread_local std::string spare;

/// Methods whose requests are expected to have a body (RFC 9110 section 8.6): without one they say
/// so.
bool announces_empty_body(const std::string& method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
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

}  // namespace

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

Http1RequestWriter::Http1RequestWriter(Connection& connection, const Request& request)
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

Progress Http1RequestWriter::go_on() {
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

void Http1RequestWriter::begin_wait() {
    limit_ = Limit::earliest(request_.options().timeout.write, request_.options().deadline);
    if (limit_.expired()) throw_timeout(Phase::write, limit_);
}

}  // namespace curlew::engine
