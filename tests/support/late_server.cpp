// An HTTP server that answers nobody before everybody has come:
//
//     late_server COUNT    listens on descriptor 3; answers `/ready` at once, and everything else
//                          when there are COUNT such requests
//
// In a process of its own because either side of that many connections needs nearly all the files
// that a process may open.

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate";

class LateServer {
public:
    LateServer(asio::io_context& context, std::size_t count)
        : count_(count), acceptor_(context, tcp::v4(), 3) {
        acceptor_.listen();  // with the longest queue that there may be
    }

    asio::awaitable<void> serve() {
        for (;;) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            asio::co_spawn(acceptor_.get_executor(), read_request(std::move(socket)),
                           asio::detached);
        }
    }

private:
    asio::awaitable<void> read_request(tcp::socket socket) {
        std::string head;
        co_await asio::async_read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n",
                                        asio::use_awaitable);
        if (head.starts_with("GET /ready ")) {
            co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
            co_return;
        }
        waiting_.push_back(std::move(socket));
        // A few bytes always fit into a socket's buffer.
        if (waiting_.size() == count_) {
            for (tcp::socket& one : waiting_)
                asio::write(one, asio::buffer(answer));
        }
    }

    const std::size_t count_;
    tcp::acceptor acceptor_;
    std::vector<tcp::socket> waiting_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return EXIT_FAILURE;
    asio::io_context context(1);
    LateServer server(context, std::stoul(argv[1]));
    asio::co_spawn(context, server.serve(), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
    context.run();
}
