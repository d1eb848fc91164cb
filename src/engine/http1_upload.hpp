#pragma once

#include "engine/connection.hpp"
#include "engine/http1_request.hpp"
#include "engine/http1_response.hpp"

#include <curlew/request.hpp>

namespace curlew::engine {

/// Whether a request has to be sent with an eye on the server: its body is large, or not in memory,
/// or its caller wants to know more than that it was sent.
[[nodiscard]] bool needs_upload(const Request& request);

/// How an upload ended.
enum class Uploaded {
    whole,     ///< all of it was sent
    answered,  ///< the server has answered already, and does not want the rest
    broken,    ///< the connection ended; an answer may have come before
};

/// Writes a request whose needs_upload(). A server that answers with an error before it has
/// everything is listened to at once; any other answer is read when all is sent.
/// @throws TimeoutError, CancelledError, ConnectionError; what the body's source throws
Task<Uploaded> upload_http1(Connection& connection, const Request& request,
                            Http1RequestWriter& writer, Http1ResponseReader& reader);

}  // namespace curlew::engine
