#pragma once

#include "testing/channel.hpp"

#include <curlew/testing/server_request.hpp>

#include <cstddef>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace curlew::testing::detail {

/// Reads requests from a channel, one after the other, each in two steps.
class RequestReader {
public:
    enum class Result {
        done,
        closed,          ///< the client went away before the end
        malformed,       ///< not HTTP/1.1
        head_too_large,  ///< more than 64 KiB
        body_too_large,  ///< more than the limit
    };

    RequestReader(Channel& channel, std::size_t body_limit) noexcept
        : channel_(channel), body_limit_(body_limit) {}

    /// Reads the next request up to the empty line. The body of the last one has to be read before.
    boost::asio::awaitable<Result> read_head();

    /// Reads the body of the request whose head was read last. Again is harmless.
    boost::asio::awaitable<Result> read_body();

    [[nodiscard]] bool body_is_unread() const { return parser_ && !parser_->is_done(); }

    /// Whether the client waits for a word before it sends the body (RFC 9110 section 10.1.1).
    [[nodiscard]] bool expects_continue() const;

    /// Whether the connection can be used again after this request (RFC 9112 section 9.3).
    [[nodiscard]] bool keep_alive() const { return parser_->keep_alive(); }

    /// What was read of the request so far.
    [[nodiscard]] ServerRequest& request() noexcept { return request_; }

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    boost::asio::awaitable<Result> find_head(std::size_t& size);
    Result parse_head(std::size_t size);

    Channel& channel_;
    const std::size_t body_limit_;
    std::optional<Parser> parser_;
    ServerRequest request_;
};

}  // namespace curlew::testing::detail
