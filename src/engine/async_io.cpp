#include "engine/async_io.hpp"

#include "engine/async_stream.hpp"
#include "engine/connect_race.hpp"
#include "engine/event.hpp"
#include "engine/failure.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>

namespace curlew::engine {
namespace {

namespace asio = boost::asio;

/// Opens a gate when any of several sockets, which others own, gets writable. To be destroyed
/// before the sockets are closed or handed on.
class WritableWatch {
public:
    WritableWatch(const asio::any_io_executor& executor,
                  const std::vector<ConnectRace::Attempt>& attempts,
                  const std::shared_ptr<AsyncGate>& gate) {
        watched_.reserve(attempts.size());
        for (const auto& attempt : attempts) {
            auto& descriptor = watched_.emplace_back(executor, attempt.socket.fd());
            descriptor.async_wait(asio::posix::descriptor_base::wait_write,
                                  [gate](boost::system::error_code) { gate->open(); });
        }
    }
    WritableWatch(const WritableWatch&) = delete;
    WritableWatch& operator=(const WritableWatch&) = delete;
    ~WritableWatch() {
        for (auto& descriptor : watched_)
            descriptor.release();
    }

private:
    std::vector<asio::posix::stream_descriptor> watched_;
};

Deadline earlier(Deadline one, Deadline other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

}  // namespace

std::unique_ptr<Gate> AsyncIo::make_gate() {
    return std::make_unique<AsyncGate>(executor_);
}

/// Until one of the attempts is over, or something else is due.
Task<Wake> AsyncIo::wait(const ConnectRace& race, Deadline deadline, InterruptPoint& interrupts) {
    // Shared with the operations, which may end after the wait.
    const auto gate = std::make_shared<AsyncGate>(executor_);
    const InterruptScope scope(interrupts, *gate);
    const WritableWatch watch(executor_, race.attempts(), gate);
    AsyncGate& changed = *gate;
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
    auto [stream, error] = AsyncStream::adopt(race.take_winner(), executor_);
    if (error != 0) co_return Opened{.failures = system_message(error)};
    co_return Opened{.stream = std::move(stream)};
}

}  // namespace curlew::engine
