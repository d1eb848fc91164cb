#include "engine/async_stream.hpp"

#include "engine/background.hpp"
#include "engine/event.hpp"
#include "engine/failure.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace curlew::engine {
namespace {

namespace asio = boost::asio;

// Enough for the head of nearly every response. What is longer is read straight to where it goes.
constexpr std::size_t buffer_size = 4 * 1024;

}  // namespace

class AsyncStream::State : public std::enable_shared_from_this<State> {
public:
    explicit State(const asio::any_io_executor& executor)
        : background_(executor),
          socket_(background_.starting_point()),
          readable_(executor),
          writable_(executor) {}

    [[nodiscard]] int adopt(Socket socket) {
        sockaddr_storage local{};
        socklen_t length = sizeof local;
        ::getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&local), &length);
        const auto protocol =
            local.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
        boost::system::error_code error;
        socket_.assign(protocol, socket.fd(), error);
        if (error) return error.value();
        (void)socket.release();
        socket_.non_blocking(true, error);
        return error.value();
    }

    /// The operations under way end by themselves, soon.
    void close() noexcept {
        observer_ = nullptr;
        boost::system::error_code ignored;  // there is nothing left to be done about it
        socket_.close(ignored);
    }

    IoResult read(std::span<char> into) {
        if (begin_ < end_) return take_buffered(into);
        if (interrupted_) return {IoStatus::interrupted, 0, {}};
        if (ended_) return *ended_;
        if (!reading_ && !drained_) {
            const SysResult result = receive_now(socket_.native_handle(), into);
            drained_ = result.error != 0 || result.count < into.size();
            if (result.error == 0) {
                if (result.count == 0) ended_ = IoResult{IoStatus::end, 0, {}};
                return {result.count > 0 ? IoStatus::ok : IoStatus::end, result.count, {}};
            }
            if (result.error != EAGAIN) return fail(result.error);
        }
        start_reading();
        readable_.reset();
        return {IoStatus::blocked, 0, {}};
    }

    IoResult write(std::string_view data) {
        if (interrupted_) return {IoStatus::interrupted, 0, {}};
        const SysResult result = send_now(socket_.native_handle(), data);
        if (result.error == 0) return {IoStatus::ok, result.count, {}};
        if (result.error != EAGAIN) {
            return {IoStatus::broken, 0, system_message(result.error)};
        }
        writable_.reset();
        return {IoStatus::blocked, 0, {}};
    }

    Task<Wake> wait(Direction direction, Deadline deadline) {
        if (direction == Direction::read) return readable_.wait(deadline);
        await_writable();
        return writable_.wait(deadline);
    }

    [[nodiscard]] bool is_drained() const noexcept { return is_clean() && drained_; }

    /// What has arrived meanwhile is not known before the event loop gets to it: the system is.
    [[nodiscard]] bool is_quiet() {
        return is_clean() && engine::is_quiet(socket_.native_handle());
    }

    bool watch(IdleObserver* observer) {
        observer_ = observer;
        if (observer == nullptr) return true;
        if (!is_clean()) return false;
        start_reading();
        return true;
    }

    void interrupt() noexcept {
        interrupted_ = true;
        readable_.interrupt();
        writable_.interrupt();
    }

private:
    [[nodiscard]] bool is_clean() const noexcept {
        return begin_ == end_ && !ended_ && !interrupted_;
    }

    IoResult take_buffered(std::span<char> into) noexcept {
        const std::size_t count = std::min(into.size(), end_ - begin_);
        std::memcpy(into.data(), buffer_.data() + begin_, count);
        begin_ += count;
        return {IoStatus::ok, count, {}};
    }

    IoResult fail(int error) {
        ended_ = IoResult{IoStatus::broken, 0, system_message(error)};
        return *ended_;
    }

    void start_reading() {
        if (std::exchange(reading_, true)) return;
        socket_.async_receive(
            asio::buffer(buffer_),
            [self = shared_from_this()](const boost::system::error_code& error, std::size_t count) {
                self->background_.finish([self, error, count] { self->on_read(error, count); });
            });
        background_.started();
    }

    void on_read(const boost::system::error_code& error, std::size_t count) {
        reading_ = false;
        if (!socket_.is_open()) return;
        begin_ = 0;
        end_ = count;
        // A full buffer: there may be more, and nobody will tell.
        drained_ = count < buffer_.size();
        if (error == asio::error::eof) {
            ended_ = IoResult{IoStatus::end, 0, {}};
        } else if (error) {
            fail(error.value());
        }
        readable_.set();
        if (observer_ != nullptr) std::exchange(observer_, nullptr)->on_activity();
    }

    void on_writable() noexcept {
        writing_ = false;
        writable_.set();
    }

    void await_writable() {
        if (std::exchange(writing_, true)) return;
        socket_.async_wait(asio::socket_base::wait_write,
                           [self = shared_from_this()](const boost::system::error_code&) {
                               self->background_.finish([self] { self->on_writable(); });
                           });
        background_.started();
    }

    const Background background_;
    asio::ip::tcp::socket socket_;
    Event readable_;
    Event writable_;
    IdleObserver* observer_ = nullptr;
    std::optional<IoResult> ended_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool reading_ = false;
    bool writing_ = false;
    bool drained_ = true;  // as far as is known, the system holds nothing more to read
    bool interrupted_ = false;
    std::array<char, buffer_size> buffer_;
};

std::pair<std::unique_ptr<AsyncStream>, int> AsyncStream::adopt(
    Socket socket, const asio::any_io_executor& executor) {
    auto state = std::make_shared<State>(executor);
    if (const int error = state->adopt(std::move(socket)); error != 0) return {nullptr, error};
    return {std::unique_ptr<AsyncStream>(new AsyncStream(std::move(state))), 0};
}

AsyncStream::~AsyncStream() {
    state_->close();
}

IoResult AsyncStream::read_some(std::span<char> into, std::optional<Duration>) {
    return state_->read(into);
}

IoResult AsyncStream::write_some(std::string_view data, std::optional<Duration>) {
    return state_->write(data);
}

Task<Wake> AsyncStream::wait(Direction direction, Deadline deadline) {
    return state_->wait(direction, deadline);
}

bool AsyncStream::is_drained() const noexcept {
    return state_->is_drained();
}

bool AsyncStream::is_quiet() {
    return state_->is_quiet();
}

bool AsyncStream::watch(IdleObserver* observer) {
    return state_->watch(observer);
}

void AsyncStream::interrupt() noexcept {
    state_->interrupt();
}

}  // namespace curlew::engine
