#pragma once

#include <curlew/request.hpp>
#include <curlew/response.hpp>
#include <curlew/task.hpp>

#include <boost/asio/awaitable.hpp>

namespace curlew {

/// Whatever turns a request into a response: the network, a mock, a recording.
///
/// The single way out of a client: layers do not know which transport is below them.
///
/// An implementation
/// - returns any answer that arrived, whatever its status;
/// - throws one of curlew's errors otherwise, with its phase set;
/// - leaves the request as it found it, so that it can be sent again;
/// - obeys `request.options()`: timeouts, deadline, largest body;
/// - ends soon when `request.options().stop` is requested, with CancelledError: that is also how an
///   attempt learns that another one was answered first;
/// - may be called again before earlier calls have ended, from as many threads as its owner has.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Sends the request and reads the whole response. `request` outlives the task.
    virtual Task<Response> send(Request& request) = 0;
};

}  // namespace curlew
