// Takes whatever is uploaded, as fast as it comes, and answers each request when it has it all. Its
// argument is a socket that listens already.

#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

namespace {

/// Reads a request's head, and returns how much of its body is still to come; -1 at the end.
long long read_head(int fd) {
    std::string head;
    char piece[4096];
    std::size_t end = std::string::npos;
    while (end == std::string::npos) {
        const ssize_t count = ::recv(fd, piece, sizeof piece, 0);
        if (count <= 0) return -1;
        head.append(piece, static_cast<std::size_t>(count));
        end = head.find("\r\n\r\n");
    }
    const std::size_t field = head.find("Content-Length: ");
    if (field == std::string::npos) return -1;
    const long long length = std::atoll(head.c_str() + field + sizeof "Content-Length: " - 1);
    return length - static_cast<long long>(head.size() - end - 4);
}

void serve(int fd) {
    static char buffer[1 << 20];
    for (long long left = read_head(fd); left >= 0; left = read_head(fd)) {
        while (left > 0) {
            const ssize_t count = ::recv(fd, buffer, sizeof buffer, 0);
            if (count <= 0) return;
            left -= count;
        }
        const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return EXIT_FAILURE;
    const int listening = std::atoi(argv[1]);
    for (;;) {
        const int fd = ::accept(listening, nullptr, nullptr);
        if (fd < 0) return EXIT_FAILURE;
        serve(fd);
        ::close(fd);
    }
}
