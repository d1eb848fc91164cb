#pragma once

#include "engine/connection.hpp"
#include "engine/http1_response.hpp"

#include <curlew/request.hpp>
#include <curlew/response.hpp>

#include <memory>

namespace curlew::engine {

/// What became of a request on a connection.
struct Exchange {
    ResponseParts response = {};
    /// Reads the body, where the request asks for a stream; the response above has its head only.
    std::unique_ptr<Http1ResponseReader> body = nullptr;
    /// The connection may serve another request, once the body was read.
    bool reusable = false;
    /// More came than the response has.
    bool has_surplus = false;
    /// There is no response: the connection, reused from the pool, was closed by the peer before a
    /// byte of one came.
    bool stale = false;
    /// Whether any of the request left this machine.
    bool was_sent = false;
};

/// Sends a request in HTTP/1.1 and reads the response: to its end, or its head alone if
/// RequestOptions::stream is set.
/// @throws ConfigurationError, before anything is sent, if the request cannot be written
/// @throws TimeoutError, ConnectionError, ProtocolError; the connection is then of no further use
Task<Exchange> exchange_http1(Connection& connection, const Request& request);

}  // namespace curlew::engine
