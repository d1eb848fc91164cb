#include "engine/blocking_stream.hpp"

#include "engine/failure.hpp"

#include <cerrno>

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
    const SysResult result = socket_.send(data, patience);
    if (result.error != 0) return failed(result.error);
    return {IoStatus::ok, result.count, {}};
}

Task<Wake> BlockingStream::wait(Direction, Deadline) {
    co_return Wake::ready;
}

bool BlockingStream::is_quiet() {
    return engine::is_quiet(socket_.fd());
}

void BlockingStream::interrupt() noexcept {
    interrupted_ = true;
    socket_.shut_down();
}

}  // namespace curlew::engine
