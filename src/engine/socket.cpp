#include "engine/socket.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
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

int milliseconds_until(Deadline deadline) {
    if (!deadline) return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
}

int wait_connected(int fd, Deadline deadline) {
    pollfd entry{fd, POLLOUT, 0};
    for (;;) {
        const int ready = ::poll(&entry, 1, milliseconds_until(deadline));
        if (ready > 0) break;
        if (ready == 0) return ETIMEDOUT;
        if (errno != EINTR) return errno;
    }
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
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

std::pair<Socket, int> Socket::connect(const SocketAddress& address, Deadline deadline) {
    Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                           IPPROTO_TCP));
    const int fd = socket.fd_;
    if (fd < 0) return {Socket(), errno};
    const int on = 1;
    // Requests are written whole: waiting for more to send only delays them.
    if (::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) return {Socket(), errno};
    // Interrupted or not, a non-blocking connect goes on by itself.
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0) {
        if (errno != EINPROGRESS && errno != EINTR) return {Socket(), errno};
        if (const int error = wait_connected(fd, deadline); error != 0) return {Socket(), error};
    }
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != 0) return {Socket(), errno};
    return {std::move(socket), 0};
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

SysResult Socket::receive_now(std::span<char> into) noexcept {
    return retried([&] { return ::recv(fd_, into.data(), into.size(), MSG_DONTWAIT); });
}

}  // namespace curlew::engine
