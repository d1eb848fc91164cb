#pragma once

#include "engine/limit.hpp"

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

/// A blocking TCP socket, closed on destruction. Its waits are bounded by the kernel
/// (SO_RCVTIMEO, SO_SNDTIMEO), so that a read or write is one system call. Never raises SIGPIPE.
class Socket {
public:
    Socket() = default;
    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();

    /// Connects; `error` is ETIMEDOUT when `deadline` passes.
    [[nodiscard]] static std::pair<Socket, int> connect(const SocketAddress& address,
                                                        Deadline deadline);

    /// EAGAIN when nothing came for as long as `patience`; count 0 without an error at the end.
    [[nodiscard]] SysResult receive(std::span<char> into,
                                    std::optional<Duration> patience) noexcept;

    /// Sends some of it; EAGAIN when nothing was taken for as long as `patience`.
    [[nodiscard]] SysResult send(std::string_view data, std::optional<Duration> patience) noexcept;

    /// receive() without waiting.
    [[nodiscard]] SysResult receive_now(std::span<char> into) noexcept;

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
