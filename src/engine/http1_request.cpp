#include "engine/http1_request.hpp"

#include "engine/failure.hpp"
#include "support/printable.hpp"

#include <curlew/body.hpp>
#include <curlew/errors.hpp>

#include <array>
#include <charconv>
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

void append_head(const Request& request, std::optional<std::uint64_t> body_size, std::string& out) {
    const Headers& headers = request.headers();
    out.append(request.method()).append(" ");
    request.url().append_target(out);
    out.append(" HTTP/1.1\r\n");
    if (!headers.contains("Host")) append_line(out, "Host", request.url().authority());
    for (const auto [name, value] : headers)
        append_line(out, name, value);
    if (!body_size) {
        append_line(out, "Transfer-Encoding", "chunked");
    } else if ((*body_size > 0 || announces_empty_body(request.method())) &&
               !headers.contains("Content-Length")) {
        append_line(out, "Content-Length", std::to_string(*body_size));
    }
    out.append("\r\n");
}

std::string hexadecimal(std::size_t value) {
    std::array<char, 16> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, 16).ptr;
    return {text.data(), end};
}

}  // namespace

std::optional<std::uint64_t> checked_body_size(const Request& request) {
    if (request.headers().contains("Transfer-Encoding")) {
        throw ConfigurationError("header Transfer-Encoding belongs to the client: leave it out");
    }
    const std::optional<std::uint64_t> size =
        request.body_source() ? request.body_source()->size() : request.body().size();
    const auto length = request.headers().get("Content-Length");
    if (length && !size) {
        throw ConfigurationError("header Content-Length is " + quoted(*length) +
                                 ", but the body's source does not know its size: tell it instead");
    }
    if (length && *length != std::to_string(*size)) {
        throw ConfigurationError("header Content-Length is " + quoted(*length) +
                                 ", but the body has " + std::to_string(*size) +
                                 " bytes: leave it out");
    }
    return size;
}

Http1RequestWriter::Http1RequestWriter(Connection& connection, const Request& request,
                                       std::optional<std::uint64_t> body_size)
    : stream_(*connection.stream),
      request_(request),
      body_size_(body_size),
      out_(std::move(spare)) {
    out_.clear();
    append_head(request, body_size, out_);
    if (request.body().size() <= joined_body_size) {
        out_.append(request.body());
        body_in_out_ = request.body().size();
    } else {
        rest_ = request.body();
    }
    current_ = out_;
}

void Http1RequestWriter::hold_body() noexcept {
    held_ = true;
    if (body_in_out_ == 0) return;
    rest_ = request_.body();
    current_.remove_suffix(std::exchange(body_in_out_, 0));
}

Progress Http1RequestWriter::go_on(bool may_wait) {
    for (;;) {
        if (current_.empty() && !held_) {
            current_ = std::exchange(rest_, {});
            is_in_body_ = true;
        }
        if (current_.empty()) {
            if (!held_ && !request_.body_source()) spare = std::move(out_);
            return Progress::done;
        }
        if (!blocked_) begin_wait();
        IoResult piece = stream_.write_some(current_.substr(0, write_size),
                                            may_wait ? limit_.patience : Duration::zero());
        if (piece.status == IoStatus::blocked) {
            if (!std::exchange(blocked_, true)) deadline_ = limit_.end();
            return Progress::blocked;
        }
        blocked_ = false;
        if (piece.status == IoStatus::timed_out) throw_timeout(Phase::write, limit_);
        wrote(piece.bytes);
        if (!piece) {
            failure_ = std::move(piece);
            return Progress::failed;
        }
    }
}

void Http1RequestWriter::wrote(std::size_t bytes) noexcept {
    sent_ += bytes;
    current_.remove_prefix(bytes);
    if (is_in_body_) {
        body_sent_ += bytes;
    } else if (current_.size() < body_in_out_) {
        body_sent_ += body_in_out_ - current_.size();
        body_in_out_ = current_.size();
    }
}

void Http1RequestWriter::add(std::string_view piece) {
    body_added_ += piece.size();
    if (!body_size_) return add_chunk(piece);
    if (piece.empty() && body_added_ < *body_size_) {
        throw ConfigurationError("the request's body ended after " + std::to_string(body_added_) +
                                     " of the " + std::to_string(*body_size_) +
                                     " bytes that were announced",
                                 Phase::write);
    }
    if (body_added_ > *body_size_) {
        throw ConfigurationError("the request's body has more than the " +
                                     std::to_string(*body_size_) + " bytes that were announced",
                                 Phase::write);
    }
    rest_ = piece;
}

void Http1RequestWriter::add_chunk(std::string_view piece) {
    out_.assign(is_in_chunk_ ? "\r\n" : "");
    out_.append(hexadecimal(piece.size())).append("\r\n");
    // The end of a long chunk goes with what follows it, and saves a system call.
    is_in_chunk_ = piece.size() > joined_body_size;
    if (is_in_chunk_) {
        rest_ = piece;
    } else {
        out_.append(piece);
        body_in_out_ = piece.size();
        out_.append("\r\n");
    }
    current_ = out_;
    is_in_body_ = false;
}

void Http1RequestWriter::begin_wait() {
    limit_ = Limit::earliest(request_.options().timeout.write, request_.options().deadline);
    if (limit_.expired()) throw_timeout(Phase::write, limit_);
}

}  // namespace curlew::engine
