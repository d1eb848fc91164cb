#include "testing/channel.hpp"

#include <array>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace curlew::testing::detail {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

/// One TLS record's worth (RFC 8446 section 5.1).
constexpr std::size_t record_size = 16 * 1024;

}  // namespace

Channel::Channel(tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;  // the peer may be gone again already
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
}

std::string_view Channel::received() const noexcept {
    const auto data = received_.cdata();
    return {static_cast<const char*>(data.data()), data.size()};
}

void Channel::append(std::string_view bytes) {
    received_.commit(asio::buffer_copy(received_.prepare(bytes.size()),
                                       asio::buffer(bytes.data(), bytes.size())));
}

asio::awaitable<bool> Channel::fill() {
    const std::size_t before = received().size();
    for (;;) {
        if (tls_) {
            const auto state = tls_->read([this](std::string_view bytes) { append(bytes); });
            co_await flush_tls();
            if (received().size() > before) co_return true;
            if (state != TlsEngine::State::open) co_return false;
        }
        if (!co_await fill_raw()) co_return false;
        if (!tls_) co_return true;
    }
}

/// Reads what has arrived. The buffer is on the stack, not in the coroutine: thousands of idle
/// connections cost little.
std::size_t Channel::read_arrived(error_code& error) {
    std::array<char, record_size> scratch;
    const std::size_t size = socket_.read_some(asio::buffer(scratch), error);
    const std::string_view bytes(scratch.data(), size);
    tls_ ? tls_->receive(bytes) : append(bytes);
    return size;
}

asio::awaitable<bool> Channel::fill_raw() {
    if (++reads_in_a_row_ % 16 == 0) {
        // One fast sender must not keep the thread to itself.
        const auto executor = co_await asio::this_coro::executor;
        co_await asio::post(executor, asio::use_awaitable);
    }
    while (!interrupted_) {
        error_code error;
        if (read_arrived(error) > 0) co_return true;
        if (error != asio::error::would_block) break;
        reads_in_a_row_ = 0;
        co_await socket_.async_wait(tcp::socket::wait_read, no_throw);
    }
    co_return false;
}

asio::awaitable<void> Channel::write_raw(std::string_view bytes) {
    while (!bytes.empty()) {
        error_code error;
        bytes.remove_prefix(socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error));
        if (error && error != asio::error::would_block) throw boost::system::system_error(error);
        if (error) co_await socket_.async_wait(tcp::socket::wait_write, asio::use_awaitable);
    }
}

asio::awaitable<void> Channel::flush_tls() {
    const std::string output = tls_->take_output();
    co_await write_raw(output);
}

asio::awaitable<void> Channel::write(std::string_view bytes) {
    if (!tls_) {
        co_await write_raw(bytes);
        co_return;
    }
    while (!bytes.empty()) {
        const std::string_view record = bytes.substr(0, record_size);
        if (tls_->write(record) != TlsEngine::State::open) {
            throw boost::system::system_error(asio::error::broken_pipe);
        }
        bytes.remove_prefix(record.size());
        co_await flush_tls();
    }
}

asio::awaitable<bool> Channel::handshake(SSL_CTX* context) {
    tls_.emplace(context);
    tls_->receive(received());
    consume(received().size());
    for (;;) {
        const auto state = tls_->advance_handshake();
        co_await flush_tls();
        if (state != TlsEngine::State::open) co_return false;
        if (tls_->established()) co_return true;
        if (!co_await fill_raw()) co_return false;
    }
}

std::optional<TlsSession> Channel::tls_session() const {
    return tls_ ? std::optional(tls_->session()) : std::nullopt;
}

void Channel::interrupt() {
    interrupted_ = true;
    error_code ignored;
    socket_.cancel(ignored);
}

asio::awaitable<void> Channel::half_close() {
    if (tls_) {
        tls_->close_notify();
        co_await flush_tls();
    }
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

/// The system turns FIN into RST when a socket is closed with bytes unread.
void Channel::discard_arrived() noexcept {
    std::array<char, record_size> scratch;
    error_code error;
    for (int i = 0; i < 1024 && !error; ++i)
        socket_.read_some(asio::buffer(scratch), error);
}

void Channel::close(Farewell farewell) noexcept {
    if (!socket_.is_open()) return;
    error_code ignored;
    if (farewell == Farewell::reset) {
        socket_.set_option(tcp::socket::linger(true, 0), ignored);
    } else {
        if (farewell == Farewell::polite && tls_ && tls_->established()) {
            tls_->close_notify();
            const std::string output = tls_->take_output();
            // A peer that takes nothing any more gets no close_notify.
            socket_.write_some(asio::buffer(output), ignored);
        }
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        discard_arrived();
    }
    socket_.close(ignored);
}

}  // namespace curlew::testing::detail
