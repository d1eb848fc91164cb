#include "memory/late_server.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bench {
namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

template <class Result>
Result checked(Result result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

int listen_on_loopback() {
    const int listening =
        checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    checked(::listen(listening, SOMAXCONN), "listen");
    return listening;
}

std::uint16_t port_of(int listening) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
}

/// What runs in the server's process.
class Held {
public:
    explicit Held(int listening) : listening_(listening) { watch(listening_); }

    /// Reads until it holds that many requests.
    void collect(std::size_t requests) {
        std::array<epoll_event, 256> events{};
        while (complete_ < requests) {
            const int count = checked(
                ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1), "epoll");
            for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
                const int descriptor = events[i].data.fd;
                descriptor == listening_ ? accept_all() : read(descriptor);
            }
        }
    }

    void answer_all() const {
        for (const auto& [descriptor, request] : requests_) {
            checked(::send(descriptor, answer.data(), answer.size(), MSG_NOSIGNAL), "send");
        }
    }

private:
    void watch(int descriptor) const {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
    }

    void accept_all() {
        for (;;) {
            const int accepted = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (accepted < 0 && errno == EAGAIN) return;
            watch(checked(accepted, "accept"));
            requests_.emplace(accepted, std::string());
        }
    }

    void read(int descriptor) {
        std::array<char, 4096> buffer;
        const auto count = checked(::recv(descriptor, buffer.data(), buffer.size(), 0), "recv");
        if (count == 0) throw std::runtime_error("a client went away before it was answered");
        std::string& request = requests_.at(descriptor);
        request.append(buffer.data(), static_cast<std::size_t>(count));
        if (request.ends_with("\r\n\r\n")) ++complete_;
    }

    int listening_;
    int epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    std::unordered_map<int, std::string> requests_;
    std::size_t complete_ = 0;
};

[[noreturn]] void serve(int listening, int control, std::size_t requests) {
    try {
        Held held(listening);
        held.collect(requests);
        char word = 0;
        checked(::write(control, &word, 1), "write");
        // The other end says a byte when it wants its answers, and is closed when it has them.
        if (::read(control, &word, 1) == 1) {
            held.answer_all();
            while (::read(control, &word, 1) > 0) {
            }
        }
        std::_Exit(EXIT_SUCCESS);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "late server: %s\n", error.what());
        std::_Exit(EXIT_FAILURE);
    }
}

}  // namespace

LateServer::LateServer(std::size_t requests) {
    std::array<int, 2> ends{};
    checked(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), "socketpair");
    const int listening = listen_on_loopback();
    port_ = port_of(listening);
    process_ = checked(::fork(), "fork");
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::close(ends[0]);
        serve(listening, ends[1], requests);
    }
    ::close(ends[1]);
    ::close(listening);
    control_ = ends[0];
}

LateServer::~LateServer() {
    ::close(control_);
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

void LateServer::answer_all() const {
    const char word = 0;
    checked(::send(control_, &word, 1, MSG_NOSIGNAL), "send");
}

}  // namespace bench
