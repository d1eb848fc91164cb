#pragma once

#include "engine/http1_response.hpp"
#include "engine/pool.hpp"
#include "engine/stop_scope.hpp"

#include <curlew/body_stream.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

namespace curlew::engine {

/// The body of a response of HTTP/1.x, pulled from a connection that it has to itself. The
/// connection goes back to the pool as soon as the last of the body has come, and is closed when
/// that does not happen.
class Http1Body final : public BodyStream {
public:
    using OnSurplus = std::function<void()>;

    /// @param reusable whether the connection may serve another request after this response
    /// @param on_surplus called when more comes than the response has; may be empty
    Http1Body(Lease lease, std::unique_ptr<Http1ResponseReader> reader, bool reusable,
              std::stop_token stop, OnSurplus on_surplus);

    Task<std::string_view> read() override;
    Task<void> discard() override;

private:
    Task<void> pull();
    /// Lets go of the connection, once it is no longer needed.
    void settle();
    void fail(std::exception_ptr error);

    Lease lease_;  // empty when it is no longer needed
    const std::unique_ptr<Http1ResponseReader> reader_;
    const bool reusable_;
    const std::stop_token stop_;
    const OnSurplus on_surplus_;
    std::optional<StopScope> stoppable_;
    std::exception_ptr failure_;
};

}  // namespace curlew::engine
