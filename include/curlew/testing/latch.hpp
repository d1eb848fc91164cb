#pragma once

#include <chrono>
#include <memory>

namespace curlew::testing {

namespace detail {
class LatchState;
}

/// A gate that opens once: what waits at it goes on when the test says so, not after some time.
///
/// Copies are handles to the same gate. Thread-safe. It may outlive the server, or be destroyed
/// before it; what waits at a gate that nobody can open any more waits until the server stops.
///
/// @code
/// curlew::testing::Latch answer;
/// server.get("/slow", [&](const ServerRequest&) { return ServerResponse::text("at
/// last").when(answer); });
/// // ... start the request, look at what the client does meanwhile ...
/// answer.release();
/// @endcode
class Latch {
public:
    Latch();

    /// Opens the gate for good. Again is harmless.
    void release() const;

    [[nodiscard]] bool released() const;

    /// Blocks the calling thread until the gate is open. For the test's thread: a handler that
    /// calls this stops the whole server.
    /// @return whether it is open; false: the time is up
    [[nodiscard]] bool wait_for(std::chrono::nanoseconds timeout) const;

    /// For the server's own use.
    [[nodiscard]] const std::shared_ptr<detail::LatchState>& state() const noexcept {
        return state_;
    }

private:
    std::shared_ptr<detail::LatchState> state_;
};

}  // namespace curlew::testing
