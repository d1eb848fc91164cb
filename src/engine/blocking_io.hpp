#pragma once

#include "engine/io.hpp"

namespace curlew::engine {

/// Waits on the calling thread, whichever that is.
class BlockingIo final : public Io {
public:
    [[nodiscard]] std::unique_ptr<Gate> make_gate() override;
    Task<Opened> connect(const std::vector<SocketAddress>& addresses, Deadline deadline,
                         InterruptPoint& interrupts) override;
    [[nodiscard]] std::unique_ptr<SideTasks> make_side_tasks(
        std::shared_ptr<curlew::Clock> clock) override;
    [[nodiscard]] bool is_shared() const noexcept override { return true; }
};

}  // namespace curlew::engine
