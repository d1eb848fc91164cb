#pragma once

#include "engine/io.hpp"
#include "engine/readiness.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace curlew::engine {

class ConnectRace;

/// Suspends coroutines, which have to run on one executor.
class AsyncIo final : public Io {
public:
    explicit AsyncIo(const boost::asio::any_io_executor& executor)
        : executor_(executor), readiness_(executor) {}

    [[nodiscard]] std::unique_ptr<Gate> make_gate() override;
    Task<Opened> connect(const std::vector<SocketAddress>& addresses, Deadline deadline,
                         InterruptPoint& interrupts) override;
    [[nodiscard]] std::unique_ptr<SideTasks> make_side_tasks(
        std::shared_ptr<curlew::Clock> clock) override;
    [[nodiscard]] bool is_shared() const noexcept override { return false; }

private:
    Task<Wake> wait(const ConnectRace& race, Deadline deadline, InterruptPoint& interrupts);

    const boost::asio::any_io_executor executor_;
    Readiness readiness_;
};

}  // namespace curlew::engine
