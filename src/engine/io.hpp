#pragma once

#include "engine/gate.hpp"
#include "engine/interrupt.hpp"
#include "engine/limit.hpp"
#include "engine/side_tasks.hpp"
#include "engine/socket.hpp"
#include "engine/stream.hpp"

#include <curlew/clock.hpp>
#include <curlew/transport.hpp>

#include <memory>
#include <string>
#include <vector>

namespace curlew::engine {

/// What came of connecting: a stream, or why there is none.
struct Opened {
    std::unique_ptr<Stream> stream = nullptr;
    Wake wake = Wake::ready;
    std::string failures = {};  ///< of each address that was tried
};

/// How an engine waits: by blocking the calling thread, or by suspending a coroutine. The one thing
/// in which a synchronous and an asynchronous client differ.
class Io {
public:
    Io() = default;
    Io(const Io&) = delete;
    Io& operator=(const Io&) = delete;
    virtual ~Io() = default;

    [[nodiscard]] virtual std::unique_ptr<Gate> make_gate() = 0;

    /// Connects to the first of these addresses that answers.
    virtual Task<Opened> connect(const std::vector<SocketAddress>& addresses, Deadline deadline,
                                 InterruptPoint& interrupts) = 0;

    /// @param clock what their times go by
    [[nodiscard]] virtual std::unique_ptr<SideTasks> make_side_tasks(
        std::shared_ptr<curlew::Clock> clock) = 0;

    /// Whether several threads use the engine at the same time.
    [[nodiscard]] virtual bool is_shared() const noexcept = 0;
};

}  // namespace curlew::engine
