#pragma once

#include "testing/tls_engine.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

namespace curlew::testing::detail {

/// One accepted connection: a socket, TLS if it was negotiated, and what was received but not yet
/// consumed. Used by one coroutine at a time.
class Channel {
public:
    explicit Channel(boost::asio::ip::tcp::socket socket);

    /// Received and not consumed. Valid until the next fill() or consume().
    [[nodiscard]] std::string_view received() const noexcept;
    void consume(std::size_t size) { received_.consume(size); }

    /// Waits for more. Cancelling loses nothing.
    /// @return false if there will be no more: closed, broken, or interrupted
    /// @throws boost::system::system_error if TLS has to answer and cannot
    boost::asio::awaitable<bool> fill();

    /// @throws boost::system::system_error if the peer does not take it
    boost::asio::awaitable<void> write(std::string_view bytes);

    /// Speaks TLS from now on. What was received already belongs to the handshake.
    boost::asio::awaitable<bool> handshake(SSL_CTX* context);
    [[nodiscard]] bool is_tls() const noexcept { return tls_.has_value(); }
    [[nodiscard]] std::optional<TlsSession> tls_session() const;

    /// Makes a fill() that waits return false, and later ones too, until resume().
    void interrupt();
    void resume() noexcept { interrupted_ = false; }

    /// Ends the sending direction.
    boost::asio::awaitable<void> half_close();

    enum class Farewell {
        polite,  ///< close_notify on TLS, then FIN
        silent,  ///< FIN
        reset,   ///< RST
    };

    /// Closes at once. Again is harmless.
    void close(Farewell farewell) noexcept;

private:
    std::size_t read_arrived(boost::system::error_code& error);
    boost::asio::awaitable<bool> fill_raw();
    boost::asio::awaitable<void> write_raw(std::string_view bytes);
    boost::asio::awaitable<void> flush_tls();
    void append(std::string_view bytes);
    void discard_arrived() noexcept;

    boost::asio::ip::tcp::socket socket_;
    std::optional<TlsEngine> tls_;
    boost::beast::flat_buffer received_;
    unsigned reads_in_a_row_ = 0;
    bool interrupted_ = false;
};

}  // namespace curlew::testing::detail
