#include "engine/http1_parser.hpp"

#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <algorithm>
#include <limits>

#include <boost/beast/http/error.hpp>

namespace curlew::engine {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

std::string reason_for(const boost::beast::error_code& error) {
    switch (static_cast<http::error>(error.value())) {
        case http::error::bad_version:
            return "it does not begin with HTTP/1.1 or HTTP/1.0";
        case http::error::bad_status:
            return "its status code is not three digits and a space";
        case http::error::bad_reason:
            return "its reason phrase has invalid characters";
        case http::error::bad_line_ending:
            return "a line does not end with CR LF";
        case http::error::bad_field:
            return "a header name has invalid characters";
        case http::error::bad_value:
            return "a header value has invalid characters";
        case http::error::bad_content_length:
            return "its Content-Length is not a number, or stands beside Transfer-Encoding";
        case http::error::multiple_content_length:
            return "it has more than one Content-Length";
        case http::error::bad_transfer_encoding:
            return "its Transfer-Encoding is repeated, unknown, or stands beside Content-Length";
        case http::error::bad_chunk:
            return "a chunk does not begin with its size";
        case http::error::bad_chunk_extension:
            return "a chunk has a malformed extension";
        case http::error::bad_obs_fold:
            return "a folded header line is malformed";
        default:
            return error.message();
    }
}

}  // namespace

Http1Parser::Http1Parser(bool answers_head, const ParseLimits& limits)
    : limits_(limits), answers_head_(answers_head) {
    skip(answers_head);
    header_limit(static_cast<std::uint32_t>(limits.head));
    body_limit(boost::none);  // append() counts
}

bool Http1Parser::complete() const noexcept {
    return framing_ == Framing::length ? missing_ == 0 : is_done();
}

std::size_t Http1Parser::put(std::string_view data) {
    // Beast waits for the end of a head that comes in pieces before it looks at the beginning:
    // whoever speaks another protocol would be waited for in vain.
    constexpr std::string_view protocol = "HTTP/1.";
    if (!got_some() && !protocol.starts_with(data.substr(0, protocol.size()))) {
        fail(http::error::bad_version);
        return 0;
    }
    std::size_t used = 0;
    while (used < data.size() && !complete() && !failure_) {
        const std::string_view rest = data.substr(used);
        if (framing_ == Framing::length) {
            used += put_body(rest);
            continue;
        }
        // Beast asserts that it sees the last chunk whole. Whatever stands here, no fewer bytes
        // than "0 CR LF CR LF" can complete the body.
        if (framing_ == Framing::chunked && rest.size() < 5) break;
        ErrorCode error;
        used += basic_parser::put({rest.data(), rest.size()}, error);
        if (error == http::error::need_more) {
            // Heads, chunk sizes and trailers are parsed whole: what waits here is all one of them.
            if (data.size() - used >= limits_.head) fail(http::error::header_limit);
            break;
        }
        if (error) fail(error);
    }
    return used;
}

std::size_t Http1Parser::put_body(std::string_view data) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(missing_, data.size()));
    parts_.body.append(data.substr(0, size));
    missing_ -= size;
    return size;
}

void Http1Parser::put_end() {
    if (!is_header_done() || framing_ != Framing::close) return;
    ErrorCode error;
    put_eof(error);
    if (error) fail(error);
}

ResponseParts Http1Parser::release_head() {
    std::string body = std::exchange(parts_.body, {});
    ResponseParts head = std::exchange(parts_, {});
    parts_.status = head.status;
    parts_.version = head.version;
    parts_.body = std::move(body);
    return head;
}

void Http1Parser::fail(const ErrorCode& error) {
    if (failure_) return;  // a callback knew better
    if (error == http::error::header_limit) {
        return fail_too_large("its head is larger than " + std::to_string(limits_.head) + " bytes");
    }
    failure_ = {false, reason_for(error)};
}

void Http1Parser::fail_too_large(std::string what) {
    failure_ = {true, std::move(what)};
}

void Http1Parser::on_response_impl(int status, Text reason, int version, ErrorCode& error) {
    if (status < 100) {
        error = http::error::bad_status;
        return;
    }
    parts_.status = status;
    parts_.reason = view(reason);
    parts_.version = version == 11 ? HttpVersion::http_1_1 : HttpVersion::http_1_0;
    head_size_ += reason.size() + 15;
    parts_.headers.reserve(12, 512);
}

void Http1Parser::on_field_impl(http::field field, Text name, Text value, ErrorCode& error) {
    head_size_ += name.size() + value.size() + 4;
    if (head_size_ > limits_.head) {
        error = http::error::header_limit;
        return;
    }
    // Trailers come too late to be trusted as headers (RFC 9110 section 6.5.1).
    if (is_header_done()) return;
    if (field == http::field::content_length && std::exchange(has_length_, true)) {
        error = http::error::multiple_content_length;
        return;
    }
    if (field == http::field::transfer_encoding) {
        if (!ascii::equal_ignoring_case(view(value), "chunked")) {
            failure_ = {false, "its transfer coding " + quoted(view(value)) + " is not known"};
            error = http::error::bad_transfer_encoding;
            return;
        }
        // HTTP/1.0 has no chunks: such framing is read, but nothing after it (RFC 9112
        // section 6.1).
        distrusted_ = parts_.version == HttpVersion::http_1_0;
    }
    parts_.headers.append_unchecked(view(name), view(value));
}

void Http1Parser::on_header_impl(ErrorCode& error) {
    const int status = parts_.status;
    if (answers_head_ || status / 100 == 1 || status == 204 || status == 304) return;
    if (chunked()) {
        framing_ = Framing::chunked;
        return;
    }
    const auto length = content_length();
    if (!length) {
        framing_ = Framing::close;
        return;
    }
    if (*length > limits_.body) {
        fail_too_large("its body of " + std::to_string(*length) +
                       " bytes is larger than the limit of " + std::to_string(limits_.body) +
                       " (max_response_body)");
        error = http::error::body_limit;
        return;
    }
    framing_ = Framing::length;
    missing_ = *length;
    const std::uint64_t room = std::min(missing_, limits_.reservation);
    if (room > 0) parts_.body.reserve(static_cast<std::size_t>(room));
}

bool Http1Parser::fits(std::uint64_t more, ErrorCode& error) {
    if (more <= limits_.body - body_size_) return true;
    fail_too_large("its body is larger than the limit of " + std::to_string(limits_.body) +
                   " bytes (max_response_body)");
    error = http::error::body_limit;
    return false;
}

void Http1Parser::append_body(std::string_view piece) {
    parts_.body.append(piece);
    body_size_ += piece.size();
}

std::size_t Http1Parser::on_body_impl(Text piece, ErrorCode& error) {
    if (fits(piece.size(), error)) append_body(view(piece));
    return piece.size();
}

void Http1Parser::on_chunk_header_impl(std::uint64_t size, Text, ErrorCode& error) {
    fits(size, error);
}

std::size_t Http1Parser::on_chunk_body_impl(std::uint64_t, Text piece, ErrorCode&) {
    append_body(view(piece));  // on_chunk_header_impl() has counted it
    return piece.size();
}

}  // namespace curlew::engine
