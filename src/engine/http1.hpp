#pragma once

#include "engine/connection.hpp"

#include <curlew/request.hpp>
#include <curlew/response.hpp>

namespace curlew::engine {

/// What became of a request on a connection.
struct Exchange {
    ResponseParts response = {};
    /// The connection may serve another request.
    bool reusable = false;
    /// There is no response: the connection, reused from the pool, was closed by the peer before a
    /// byte of one came.
    bool stale = false;
    /// Whether any of the request left this machine.
    bool was_sent = false;
};

/// Sends a request in HTTP/1.1 and reads the response to its end.
/// @throws ConfigurationError, before anything is sent, if the request cannot be written
/// @throws TimeoutError, ConnectionError, ProtocolError; the connection is then of no further use
Task<Exchange> exchange_http1(Connection& connection, const Request& request);

}  // namespace curlew::engine
