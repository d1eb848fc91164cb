#pragma once

#include "client/client_core.hpp"

#include <curlew/body_stream.hpp>
#include <curlew/event_stream.hpp>
#include <curlew/request.hpp>
#include <curlew/sse.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>

namespace curlew::detail {

/// Reads an event stream, over as many connections as it takes.
class EventSource {
public:
    /// @param core outlives the source
    EventSource(ClientCore& core, Request request, const ReconnectPolicy& policy);

    /// Connects, for the first time.
    Task<void> connect();

    /// The next event that is here already. No coroutine is needed for it.
    /// @throws ResponseTooLargeError
    [[nodiscard]] std::optional<SseEvent> take();

    /// Brings more for take(), and says false when there will be nothing more.
    Task<bool> fill();

    /// Tells an error of take() or fill() which request it happened to.
    void add_context(ClientError& error) const;

    [[nodiscard]] const std::string& last_event_id() const noexcept {
        return parser_.last_event_id();
    }

private:
    Task<void> reconnect();
    void lost(const std::exception_ptr& why);
    [[nodiscard]] std::chrono::milliseconds delay() const;

    ClientCore& core_;
    const Request request_;
    const ReconnectPolicy policy_;
    const bool may_reconnect_;
    SseParser parser_;
    std::shared_ptr<BodyStream> stream_;     // nullptr: not connected
    std::shared_ptr<const Request> latest_;  // that connected
    std::size_t failures_ = 0;               // connections in a row that brought nothing
    bool brought_something_ = false;         // this one
    bool ended_ = false;
};

}  // namespace curlew::detail
