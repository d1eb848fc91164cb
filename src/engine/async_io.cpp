#include "engine/async_io.hpp"

#include "engine/async_side_tasks.hpp"
#include "engine/async_stream.hpp"
#include "engine/connect_race.hpp"
#include "engine/event.hpp"
#include "engine/failure.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace curlew::engine {
namespace {

namespace asio = boost::asio;

/// Opens a gate when any of several sockets, which others own, gets writable. To be destroyed
/// before the sockets are closed or handed on.
class WritableWatch final : private ReadinessObserver {
public:
    /// What cannot be watched is looked at when the next attempt is due.
    WritableWatch(Readiness& readiness, const std::vector<ConnectRace::Attempt>& attempts,
                  Gate& gate)
        : readiness_(readiness), gate_(gate) {
        fds_.reserve(attempts.size());
        for (const auto& attempt : attempts) {
            const int fd = attempt.socket.fd();
            if (readiness_.add(fd, *this) == 0) fds_.push_back(fd);
        }
    }
    WritableWatch(const WritableWatch&) = delete;
    WritableWatch& operator=(const WritableWatch&) = delete;
    ~WritableWatch() {
        for (const int fd : fds_)
            readiness_.remove(fd, *this);
    }

private:
    void on_ready(std::uint32_t) noexcept override { gate_.open(); }

    Readiness& readiness_;
    Gate& gate_;
    std::vector<int> fds_;
};

}  // namespace

std::unique_ptr<Gate> AsyncIo::make_gate() {
    return std::make_unique<AsyncGate>(executor_);
}

std::unique_ptr<SideTasks> AsyncIo::make_side_tasks(std::shared_ptr<curlew::Clock> clock) {
    return std::make_unique<AsyncSideTasks>(executor_, std::move(clock));
}

/// Until one of the attempts is over, or something else is due.
Task<Wake> AsyncIo::wait(const ConnectRace& race, Deadline deadline, InterruptPoint& interrupts) {
    AsyncGate changed(executor_);
    const InterruptScope scope(interrupts, changed);
    const WritableWatch watch(readiness_, race.attempts(), changed);
    const Wake wake = co_await changed.wait(earlier(deadline, race.next()));
    const bool early = wake == Wake::timed_out && (!deadline || Clock::now() < *deadline);
    co_return early ? Wake::ready : wake;
}

Task<Opened> AsyncIo::connect(const std::vector<SocketAddress>& addresses, Deadline deadline,
                              InterruptPoint& interrupts) {
    ConnectRace race(addresses);
    for (;;) {
        race.advance(Clock::now());
        if (race.is_over()) break;
        const Wake wake = co_await wait(race, deadline, interrupts);
        if (wake != Wake::ready) co_return Opened{.wake = wake, .failures = race.failures()};
    }
    if (!race.is_won()) co_return Opened{.failures = race.failures()};
    auto [stream, error] = AsyncStream::adopt(race.take_winner(), readiness_, executor_);
    if (error != 0) co_return Opened{.failures = system_message(error)};
    co_return Opened{.stream = std::move(stream)};
}

}  // namespace curlew::engine
