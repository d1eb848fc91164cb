#pragma once

#include <curlew/transport.hpp>

namespace curlew {

/// Something that every request passes on its way to the network, and every response on its way
/// back.
///
/// A middleware changes the request, passes it on by `next.send(request)`, as often as it likes or
/// never, and returns a response. It knows neither what is above it nor what is below. It may be
/// called again before earlier calls have ended, from as many threads as the client has.
///
/// @code
/// class ServerTiming final : public curlew::Middleware {
///    public:
///     curlew::Task<curlew::Response> handle(curlew::Request& request,
///                                           curlew::Transport& next) override {
///         curlew::Response response = co_await next.send(request);
///         record(response.header("Server-Timing"));
///         co_return response;
///     }
/// };
/// @endcode
class Middleware {
public:
    Middleware() = default;
    Middleware(const Middleware&) = delete;
    Middleware& operator=(const Middleware&) = delete;
    virtual ~Middleware() = default;

    /// `request` and `next` outlive the task.
    virtual Task<Response> handle(Request& request, Transport& next) = 0;
};

}  // namespace curlew
