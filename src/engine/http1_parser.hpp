#pragma once

#include <curlew/response.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

namespace curlew::engine {

/// How the end of a body is found (RFC 9112 section 6.3).
enum class Framing {
    none,     ///< no body: HEAD, 1xx, 204, 304
    length,   ///< Content-Length bytes
    chunked,  ///< until the last chunk
    close,    ///< until the connection ends
};

/// What is wrong with a response.
struct ParseFailure {
    bool too_large;  ///< maybe well-formed, but larger than a limit
    std::string reason;
};

/// Bounds on what a peer can make this client hold in memory, in bytes.
struct ParseLimits {
    std::size_t head = std::size_t{64} * 1024;
    std::uint64_t body;
    /// How much of a body is made room for as soon as its length is known.
    std::uint64_t reservation = 0;
};

/// Parses one response of HTTP/1.x (RFC 9112) from the bytes that put() is given.
///
/// Strict where leniency has cost others their security: repeated or contradicting lengths, unknown
/// transfer codings, bare line feeds and malformed chunks are failures.
class Http1Parser final : private boost::beast::http::basic_parser<false> {
public:
    /// @param answers_head whether the request was HEAD, whose answer has no body
    Http1Parser(bool answers_head, const ParseLimits& limits);

    /// Parses what it can, and says how many bytes it is done with. The rest is to be put again,
    /// with what follows it. Stops at the end of the response, and at a failure.
    std::size_t put(std::string_view data);

    /// The connection ended: completes a body that goes on until then. Others stay incomplete.
    void put_end();

    [[nodiscard]] bool head_complete() const noexcept { return is_header_done(); }
    [[nodiscard]] bool complete() const noexcept;
    [[nodiscard]] const std::optional<ParseFailure>& failure() const noexcept { return failure_; }

    /// How much of a body of known length is still to come; 0 for any other. It may be read
    /// straight to where it is wanted, instead of being put(): took() says so.
    [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }

    /// What was put() of the body, apart from what was taken out of here.
    [[nodiscard]] std::string& body() noexcept { return parts_.body; }
    [[nodiscard]] const std::string& body() const noexcept { return parts_.body; }
    void took(std::size_t bytes) noexcept { missing_ -= bytes; }

    /// Both valid once the head is complete.
    [[nodiscard]] int status() const noexcept { return parts_.status; }
    [[nodiscard]] Framing framing() const noexcept { return framing_; }

    /// Whether the connection may serve another request after this response.
    [[nodiscard]] bool allows_reuse() const { return keep_alive() && !distrusted_; }

    [[nodiscard]] ResponseParts release() noexcept { return std::move(parts_); }

    /// All but the body; the response may go on.
    [[nodiscard]] ResponseParts release_head();

private:
    using ErrorCode = boost::beast::error_code;
    using Text = boost::beast::string_view;

    std::size_t put_body(std::string_view data);
    void fail(const ErrorCode& error);
    void fail_too_large(std::string what);
    /// Whether the body may grow that much; otherwise the response has failed.
    bool fits(std::uint64_t more, ErrorCode& error);
    void append_body(std::string_view piece);

    void on_request_impl(boost::beast::http::verb, Text, Text, int, ErrorCode&) override {}
    void on_response_impl(int status, Text reason, int version, ErrorCode& error) override;
    void on_field_impl(boost::beast::http::field field, Text name, Text value,
                       ErrorCode& error) override;
    void on_header_impl(ErrorCode& error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
    std::size_t on_body_impl(Text piece, ErrorCode& error) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, ErrorCode& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t left, Text piece, ErrorCode& error) override;
    void on_finish_impl(ErrorCode&) override {}

    const ParseLimits limits_;
    const bool answers_head_;
    ResponseParts parts_;
    Framing framing_ = Framing::none;
    std::size_t head_size_ = 0;  // trailers included
    std::uint64_t missing_ = 0;
    std::uint64_t body_size_ = 0;  // of a body without a length, so far
    bool has_length_ = false;
    bool distrusted_ = false;
    std::optional<ParseFailure> failure_;
};

}  // namespace curlew::engine
