#include "engine/blocking_io.hpp"

#include "engine/blocking_gate.hpp"
#include "engine/blocking_side_tasks.hpp"
#include "engine/blocking_stream.hpp"
#include "engine/connect_race.hpp"
#include "engine/failure.hpp"
#include "engine/poll_time.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace curlew::engine {
namespace {

/// Wakes a thread out of poll().
class PollWaker final : public Interruptible {
public:
    PollWaker() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    PollWaker(const PollWaker&) = delete;
    PollWaker& operator=(const PollWaker&) = delete;
    ~PollWaker() {
        if (fd_ >= 0) ::close(fd_);
    }

    void interrupt() noexcept override { (void)::eventfd_write(fd_, 1); }
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    int fd_;
};

/// Until one of the attempts is over, or something else is due.
Wake wait(const ConnectRace& race, const PollWaker& waker, Deadline deadline) {
    std::vector<pollfd> entries{{waker.fd(), POLLIN, 0}};
    for (const auto& attempt : race.attempts())
        entries.push_back({attempt.socket.fd(), POLLOUT, 0});
    const int timeout = milliseconds_until(earlier(deadline, race.next()));
    const int ready = ::poll(entries.data(), entries.size(), timeout);
    if (entries.front().revents != 0) return Wake::interrupted;
    if (ready == 0 && deadline && Clock::now() >= *deadline) return Wake::timed_out;
    return Wake::ready;
}

Opened race(const std::vector<SocketAddress>& addresses, Deadline deadline,
            const PollWaker& waker) {
    ConnectRace race(addresses);
    for (;;) {
        race.advance(Clock::now());
        if (race.is_over()) break;
        if (const Wake wake = wait(race, waker, deadline); wake != Wake::ready) {
            return {.wake = wake, .failures = race.failures()};
        }
    }
    if (!race.is_won()) return {.failures = race.failures()};
    Socket socket = race.take_winner();
    if (const int error = socket.make_blocking(); error != 0) {
        return {.failures = system_message(error)};
    }
    return {.stream = std::make_unique<BlockingStream>(std::move(socket))};
}

}  // namespace

std::unique_ptr<Gate> BlockingIo::make_gate() {
    return std::make_unique<BlockingGate>();
}

std::unique_ptr<SideTasks> BlockingIo::make_side_tasks(std::shared_ptr<curlew::Clock> clock) {
    return std::make_unique<BlockingSideTasks>(std::move(clock));
}

Task<Opened> BlockingIo::connect(const std::vector<SocketAddress>& addresses, Deadline deadline,
                                 InterruptPoint& interrupts) {
    PollWaker waker;
    if (waker.fd() < 0) co_return Opened{.failures = system_message(errno)};
    const InterruptScope scope(interrupts, waker);
    Opened opened = race(addresses, deadline, waker);
    co_return opened;
}

}  // namespace curlew::engine
