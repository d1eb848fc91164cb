// The floor: one send and as many recv as it takes, and of HTTP no more than this one server's
// answers need. It shows what the kernel costs; it is no client.

#include "common/contender.hpp"
#include "common/fields.hpp"

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

class Connection {
public:
    explicit Connection(const bench::Options& options)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(options.port);
        if (::inet_pton(AF_INET, options.host.c_str(), &address.sin_addr) != 1) {
            bench::fail("not an IPv4 address: " + options.host);
        }
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::system_error(errno, std::generic_category(), "connect");
        }
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::close(socket_); }

    void send(std::string_view data) {
        if (::send(socket_, data.data(), data.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(data.size())) {
            throw std::system_error(errno, std::generic_category(), "send");
        }
    }

    /// Adds what has come to `data`.
    void receive(std::string& data) {
        const ssize_t count = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        if (count <= 0) throw std::system_error(errno, std::generic_category(), "recv");
        data.append(buffer_.data(), static_cast<std::size_t>(count));
    }

private:
    int socket_;
    std::array<char, 16384> buffer_;
};

int number_at(std::string_view text, std::size_t position) {
    int value = 0;
    std::from_chars(text.data() + position, text.data() + text.size(), value);
    return value;
}

void exchange(Connection& connection, std::string_view request, std::string& response,
              bench::Tally& tally) {
    constexpr std::string_view end_of_head = "\r\n\r\n";
    constexpr std::string_view length_field = "\r\nContent-Length: ";
    connection.send(request);
    response.clear();
    std::size_t head = std::string::npos;
    while ((head = response.find(end_of_head)) == std::string::npos)
        connection.receive(response);
    const std::size_t field = response.find(length_field);
    if (field > head) bench::fail("no Content-Length");
    const auto length = static_cast<std::size_t>(number_at(response, field + length_field.size()));
    const std::size_t body = head + end_of_head.size();
    while (response.size() < body + length)
        connection.receive(response);
    tally.done(number_at(response, std::string_view("HTTP/1.1 ").size()), response.size() - body);
}

bench::Worker blocking(const bench::Options& options) {
    const std::string request = "GET " + options.target + " HTTP/1.1\r\nHost: " + options.host +
                                ":" + std::to_string(options.port) +
                                "\r\nUser-Agent: " + std::string(bench::user_agent) +
                                "\r\nAccept: " + std::string(bench::accept) + "\r\n\r\n";
    return [options, request](bench::Tally& tally) {
        Connection connection(options);
        std::string response;
        while (tally.next())
            exchange(connection, request, response, tally);
    };
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking});
}
