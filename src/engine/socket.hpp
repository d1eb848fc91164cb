#pragma once

#include <curlew/timeout.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>

namespace curlew::engine {

/// An address to connect to, as getaddrinfo gives it.
struct SocketAddress {
    sockaddr_storage storage = {};
    socklen_t length = 0;

    /// As in messages: `127.0.0.1`, `::1`.
    [[nodiscard]] std::string text() const;
};

/// What a system call returned: a count, or an errno.
struct SysResult {
    std::size_t count = 0;
    int error = 0;
};

/// recv() and send() on a descriptor that may or may not block; EAGAIN instead of waiting.
[[nodiscard]] SysResult receive_now(int fd, std::span<char> into) noexcept;
[[nodiscard]] SysResult send_now(int fd, std::string_view data) noexcept;

/// Whether there is nothing to receive, not even the end. Nothing is taken.
[[nodiscard]] bool is_quiet(int fd) noexcept;

/// A TCP socket, closed on destruction. Never raises SIGPIPE.
///
/// Once it is blocking, its waits are bounded by the kernel (SO_RCVTIMEO, SO_SNDTIMEO), so that a
/// read or write is one system call.
class Socket {
public:
    Socket() = default;
    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();

    /// Begins to connect; the socket does not block. `error` is EINPROGRESS while it goes on: the
    /// socket gets writable when that is over.
    [[nodiscard]] static std::pair<Socket, int> connect(const SocketAddress& address);

    /// How a connect() that was in progress ended; 0 for well.
    [[nodiscard]] int connect_error() const noexcept;

    /// From now on, reading and writing wait. An errno, or 0.
    [[nodiscard]] int make_blocking() noexcept;

    /// EAGAIN when nothing came for as long as `patience`; count 0 without an error at the end.
    [[nodiscard]] SysResult receive(std::span<char> into,
                                    std::optional<Duration> patience) noexcept;

    /// Sends some of it; EAGAIN when nothing was taken for as long as `patience`.
    [[nodiscard]] SysResult send(std::string_view data, std::optional<Duration> patience) noexcept;

    /// Ends the connection, and every wait for it, also in other threads.
    void shut_down() noexcept;

    [[nodiscard]] int fd() const noexcept { return fd_; }
    /// Gives the descriptor to the caller, to close.
    [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

private:
    explicit Socket(int fd) noexcept : fd_(fd) {}

    void limit(int option, std::optional<Duration> patience,
               std::optional<Duration>& current) noexcept;

    int fd_ = -1;
    // What the kernel was told last: asking again for the same costs no system call.
    std::optional<Duration> receive_limit_;
    std::optional<Duration> send_limit_;
};

}  // namespace curlew::engine
