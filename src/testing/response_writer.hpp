#pragma once

#include "testing/channel.hpp"

#include <curlew/testing/server_response.hpp>

#include <string_view>

#include <boost/asio/awaitable.hpp>

namespace curlew::testing::detail {

/// What a response has to know of its request.
struct ResponseContext {
    bool head = false;        ///< the request is HEAD: no body
    bool http_1_0 = false;    ///< the client knows no chunks and no 1xx
    bool keep_alive = false;  ///< the client wants the connection to last
};

/// Sends the 1xx responses that go before a response.
boost::asio::awaitable<void> write_interim(Channel& channel, const ServerResponse& response);

/// Sends a response.
/// @return whether the connection lasts
boost::asio::awaitable<bool> write_response(Channel& channel, const ServerResponse& response,
                                            ResponseContext context);

}  // namespace curlew::testing::detail
