#pragma once

#include "support/child_server.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace curlew::testing {

/// Answers each request, one after the other, with a body of a given size, as fast as it is taken.
/// Says at any time how much of it the system has taken.
class Firehose {
public:
    explicit Firehose(std::uint64_t body_size) : body_size_(body_size) {}

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(socket_.port());
    }
    /// Bytes of bodies.
    [[nodiscard]] std::uint64_t sent() const noexcept { return sent_; }

private:
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            if (!is_ready(socket_.fd(), POLLIN)) continue;
            const int fd = ::accept4(socket_.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            while (fd >= 0 && !stop.stop_requested() && read_head(fd, stop)) {
                send_body(fd, stop);
            }
            ::close(fd);
        }
    }

    static bool read_head(int fd, const std::stop_token& stop) {
        std::string head;
        char piece[1024];
        while (head.find("\r\n\r\n") == std::string::npos) {
            if (stop.stop_requested()) return false;
            if (!is_ready(fd, POLLIN)) continue;
            const ssize_t count = ::recv(fd, piece, sizeof piece, 0);
            if (count <= 0) return false;
            head.append(piece, static_cast<std::size_t>(count));
        }
        return true;
    }

    void send_body(int fd, const std::stop_token& stop) {
        std::string head =
            "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body_size_) + "\r\n\r\n";
        ::send(fd, head.data(), head.size(), MSG_NOSIGNAL);
        const std::vector<char> piece(std::size_t{256} * 1024, 'x');
        std::uint64_t left = body_size_;
        while (left > 0 && !stop.stop_requested()) {
            if (!is_ready(fd, POLLOUT)) continue;
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
            const ssize_t count = ::send(fd, piece.data(), size, MSG_NOSIGNAL);
            if (count < 0) return;
            left -= static_cast<std::uint64_t>(count);
            sent_ += static_cast<std::uint64_t>(count);
        }
    }

    /// Waits for a while only: whether it is to stop is looked at in between.
    static bool is_ready(int fd, short events) {
        pollfd entry{fd, events, 0};
        return ::poll(&entry, 1, 20) > 0;
    }

    const std::uint64_t body_size_;
    ListeningSocket socket_;
    std::atomic<std::uint64_t> sent_ = 0;
    std::jthread thread_{[this](const std::stop_token& stop) { serve(stop); }};
};

}  // namespace curlew::testing
