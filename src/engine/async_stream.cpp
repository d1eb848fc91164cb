#include "engine/async_stream.hpp"

#include "engine/failure.hpp"

#include <cerrno>
#include <utility>

#include <sys/epoll.h>

namespace curlew::engine {

AsyncStream::AsyncStream(Socket socket, Readiness& readiness,
                         const boost::asio::any_io_executor& executor)
    : socket_(std::move(socket)), readiness_(readiness), readable_(executor), writable_(executor) {}

std::pair<std::unique_ptr<AsyncStream>, int> AsyncStream::adopt(
    Socket socket, Readiness& readiness, const boost::asio::any_io_executor& executor) {
    std::unique_ptr<AsyncStream> stream(new AsyncStream(std::move(socket), readiness, executor));
    const int error = readiness.add(stream->socket_.fd(), *stream);
    if (error != 0) return {nullptr, error};
    stream->is_watched_ = true;
    return {std::move(stream), 0};
}

AsyncStream::~AsyncStream() {
    if (is_watched_) readiness_.remove(socket_.fd(), *this);
}

IoResult AsyncStream::read_some(std::span<char> into, std::optional<Duration>) {
    if (interrupted_) return {IoStatus::interrupted, 0, {}};
    if (!drained_) {
        const SysResult result = receive_now(socket_.fd(), into);
        if (result.error != 0 && result.error != EAGAIN) {
            return {IoStatus::broken, 0, system_message(result.error)};
        }
        drained_ = !hung_up_ && result.count < into.size();
        if (result.count > 0) return {IoStatus::ok, result.count, {}};
        if (result.error == 0) return {IoStatus::end, 0, {}};
    }
    readable_.reset();
    return {IoStatus::blocked, 0, {}};
}

IoResult AsyncStream::write_some(std::string_view data, std::optional<Duration>) {
    if (interrupted_) return {IoStatus::interrupted, 0, {}};
    const SysResult result = send_now(socket_.fd(), data);
    if (result.error == 0) return {IoStatus::ok, result.count, {}};
    if (result.error != EAGAIN) return {IoStatus::broken, 0, system_message(result.error)};
    writable_.reset();
    either_ = false;
    return {IoStatus::blocked, 0, {}};
}

Task<Wake> AsyncStream::wait(Direction direction, Deadline deadline) {
    if (direction == Direction::read) return readable_.wait(deadline);
    either_ = direction == Direction::either;
    if (either_ && !drained_) writable_.set();
    return writable_.wait(deadline);
}

bool AsyncStream::is_quiet() {
    if (interrupted_) return false;
    drained_ = engine::is_quiet(socket_.fd());
    if (drained_) readable_.reset();
    return drained_;
}

bool AsyncStream::watch(IdleObserver* observer) {
    observer_ = observer;
    return observer == nullptr || (!interrupted_ && (drained_ || is_quiet()));
}

void AsyncStream::interrupt() noexcept {
    interrupted_ = true;
    readable_.interrupt();
    writable_.interrupt();
}

void AsyncStream::on_ready(std::uint32_t events) noexcept {
    constexpr std::uint32_t over = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    const bool is_readable = (events & (EPOLLIN | over)) != 0;
    if ((events & (EPOLLOUT | over)) != 0 || (either_ && is_readable)) writable_.set();
    if (!is_readable) return;
    drained_ = false;
    hung_up_ = hung_up_ || (events & over) != 0;
    readable_.set();
    if (observer_ != nullptr) std::exchange(observer_, nullptr)->on_activity();
}

}  // namespace curlew::engine
