#include "engine/blocking_stream.hpp"

#include "engine/failure.hpp"
#include "engine/poll_time.hpp"

#include <cerrno>

#include <poll.h>

namespace curlew::engine {

IoResult BlockingStream::failed(int error) const {
    if (interrupted_) return {IoStatus::interrupted, 0, {}};
    if (error == EAGAIN) return {IoStatus::timed_out, 0, {}};
    return {IoStatus::broken, 0, system_message(error)};
}

IoResult BlockingStream::read_some(std::span<char> into, std::optional<Duration> patience) {
    const SysResult result = socket_.receive(into, patience);
    if (result.error != 0) return failed(result.error);
    drained_ = result.count < into.size();
    if (result.count > 0) return {IoStatus::ok, result.count, {}};
    return {interrupted_ ? IoStatus::interrupted : IoStatus::end, 0, {}};
}

IoResult BlockingStream::write_some(std::string_view data, std::optional<Duration> patience) {
    const bool may_wait = !patience || *patience > Duration::zero();
    const SysResult result = may_wait ? socket_.send(data, patience) : send_now(socket_.fd(), data);
    if (result.error == EAGAIN && !may_wait && !interrupted_) return {IoStatus::blocked, 0, {}};
    if (result.error != 0) return failed(result.error);
    return {IoStatus::ok, result.count, {}};
}

Task<Wake> BlockingStream::wait(Direction direction, Deadline deadline) {
    const short events = direction == Direction::read    ? POLLIN
                         : direction == Direction::write ? POLLOUT
                                                         : POLLIN | POLLOUT;
    pollfd entry{socket_.fd(), events, 0};
    int ready = 0;
    do {
        ready = ::poll(&entry, 1, milliseconds_until(deadline));
    } while (ready < 0 && errno == EINTR);
    if (interrupted_) co_return Wake::interrupted;
    co_return ready == 0 ? Wake::timed_out : Wake::ready;
}

bool BlockingStream::is_quiet() {
    return engine::is_quiet(socket_.fd());
}

void BlockingStream::interrupt() noexcept {
    interrupted_ = true;
    socket_.shut_down();
}

}  // namespace curlew::engine
