#include "engine/socket.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/time.h>
#include <unistd.h>

namespace curlew::engine {
namespace {

/// Calls again when a signal interrupted the call.
template <class Call>
SysResult retried(Call call) noexcept {
    for (;;) {
        const ssize_t n = call();
        if (n >= 0) return {static_cast<std::size_t>(n), 0};
        if (errno != EINTR) return {0, errno == EWOULDBLOCK ? EAGAIN : errno};
    }
}

}  // namespace

std::string SocketAddress::text() const {
    char host[NI_MAXHOST] = "";
    ::getnameinfo(reinterpret_cast<const sockaddr*>(&storage), length, host, sizeof host, nullptr,
                  0, NI_NUMERICHOST);
    return host;
}

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(receive_limit_, other.receive_limit_);
    std::swap(send_limit_, other.send_limit_);
    return *this;
}

Socket::~Socket() {
    if (fd_ >= 0) ::close(fd_);
}

std::pair<Socket, int> Socket::connect(const SocketAddress& address) {
    Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                           IPPROTO_TCP));
    const int fd = socket.fd_;
    if (fd < 0) return {Socket(), errno};
    const int on = 1;
    // Requests are written whole: waiting for more to send only delays them.
    if (::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) return {Socket(), errno};
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0) {
        return {std::move(socket), 0};
    }
    // Interrupted or not, a non-blocking connect goes on by itself.
    if (errno != EINPROGRESS && errno != EINTR) return {Socket(), errno};
    return {std::move(socket), EINPROGRESS};
}

int Socket::connect_error() const noexcept {
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

int Socket::make_blocking() noexcept {
    const int flags = ::fcntl(fd_, F_GETFL);
    return flags < 0 || ::fcntl(fd_, F_SETFL, flags & ~O_NONBLOCK) != 0 ? errno : 0;
}

void Socket::shut_down() noexcept {
    ::shutdown(fd_, SHUT_RDWR);
}

void Socket::limit(int option, std::optional<Duration> patience,
                   std::optional<Duration>& current) noexcept {
    if (patience == current) return;
    timeval value{};  // zero: wait for ever
    if (patience) {
        const auto us =
            std::max<long long>(1, std::chrono::ceil<std::chrono::microseconds>(*patience).count());
        value.tv_sec = static_cast<time_t>(us / 1'000'000);
        value.tv_usec = static_cast<suseconds_t>(us % 1'000'000);
    }
    if (::setsockopt(fd_, SOL_SOCKET, option, &value, sizeof value) == 0) current = patience;
}

SysResult Socket::receive(std::span<char> into, std::optional<Duration> patience) noexcept {
    limit(SO_RCVTIMEO, patience, receive_limit_);
    return retried([&] { return ::recv(fd_, into.data(), into.size(), 0); });
}

SysResult Socket::send(std::string_view data, std::optional<Duration> patience) noexcept {
    limit(SO_SNDTIMEO, patience, send_limit_);
    return retried([&] { return ::send(fd_, data.data(), data.size(), MSG_NOSIGNAL); });
}

bool is_quiet(int fd) noexcept {
    char byte;
    return retried([&] { return ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT); }).error == EAGAIN;
}

SysResult receive_now(int fd, std::span<char> into) noexcept {
    return retried([&] { return ::recv(fd, into.data(), into.size(), MSG_DONTWAIT); });
}

SysResult send_now(int fd, std::string_view data) noexcept {
    return retried(
        [&] { return ::send(fd, data.data(), data.size(), MSG_NOSIGNAL | MSG_DONTWAIT); });
}

}  // namespace curlew::engine
