// What a client made of coroutines could cost at the least: a pool, five layers that do next to
// nothing, Beast's reader over blocking sockets, and a lane of its own for each call under way.

#include "common/contender.hpp"

#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
template <class T>
using Task = asio::awaitable<T>;
using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method;
    std::string target;
    Headers headers;
};

struct Response {
    int status = 0;
    Headers headers;
    std::string body;
    std::chrono::nanoseconds elapsed{};
};

struct Connection {
    explicit Connection(const asio::any_io_executor& executor) : socket(executor) {}
    tcp::socket socket;
    beast::flat_buffer incoming;
    std::string outgoing;
};

class Engine {
public:
    Engine(asio::any_io_executor executor, const bench::Options& options)
        : executor_(std::move(executor)),
          endpoint_(asio::ip::make_address(options.host), options.port) {}

    Task<Response> exchange(Request& request) {
        std::unique_ptr<Connection> connection = acquire();
        write(*connection, request);
        http::response_parser<http::string_body> parser;
        http::read(connection->socket, connection->incoming, parser);
        auto message = parser.release();
        Response response{
            static_cast<int>(message.result_int()), {}, std::move(message.body()), {}};
        for (const auto& field : message) {
            response.headers.emplace_back(field.name_string(), field.value());
        }
        idle_.push_back(std::move(connection));
        co_return response;
    }

private:
    std::unique_ptr<Connection> acquire() {
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
        auto connection = std::make_unique<Connection>(executor_);
        connection->socket.connect(endpoint_);
        connection->socket.set_option(tcp::no_delay(true));
        return connection;
    }

    static void write(Connection& connection, const Request& request) {
        std::string& out = connection.outgoing;
        out = request.method + " " + request.target + " HTTP/1.1\r\n";
        for (const auto& [name, value] : request.headers) {
            out.append(name).append(": ").append(value).append("\r\n");
        }
        out += "\r\n";
        asio::write(connection.socket, asio::buffer(out));
    }

    asio::any_io_executor executor_;
    tcp::endpoint endpoint_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

Task<Response> log(Engine& engine, Request& request) {
    const auto began = std::chrono::steady_clock::now();
    Response response = co_await engine.exchange(request);
    response.elapsed = std::chrono::steady_clock::now() - began;
    co_return response;
}

Task<Response> authenticate(Engine& engine, Request& request) {
    request.headers.emplace_back("Authorization", "Bearer abcdefghijklmnop");
    Response response = co_await log(engine, request);
    co_return response;
}

Task<Response> redirect(Engine& engine, Request& request) {
    for (;;) {
        Response response = co_await authenticate(engine, request);
        if (response.status / 100 != 3) co_return response;
    }
}

Task<Response> retry(Engine& engine, Request& request) {
    for (;;) {
        Response response = co_await redirect(engine, request);
        if (response.status < 500) co_return response;
    }
}

Task<Response> identify(Engine& engine, Request request) {
    request.headers.emplace_back("X-Request-ID", "0123456789abcdef0123456789abcdef");
    Response response = co_await retry(engine, request);
    co_return response;
}

struct Lane {
    explicit Lane(const bench::Options& options) : engine(context.get_executor(), options) {}
    asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
    Engine engine;
};

class Client {
public:
    explicit Client(bench::Options options) : options_(std::move(options)) {}

    Response get() {
        std::unique_ptr<Lane> lane = take();
        Request request{"GET", options_.target, {}};
        request.headers.emplace_back("Host", options_.host);
        request.headers.emplace_back("User-Agent", "bench/1.0");
        request.headers.emplace_back("Accept", "*/*");
        std::optional<Response> response;
        asio::co_spawn(lane->context, identify(lane->engine, std::move(request)),
                       [&](const std::exception_ptr& error, Response result) {
                           if (error) std::rethrow_exception(error);
                           response = std::move(result);
                       });
        lane->context.restart();
        lane->context.run();
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(lane));
        return *std::move(response);
    }

private:
    std::unique_ptr<Lane> take() {
        const std::lock_guard lock(mutex_);
        if (free_.empty()) return std::make_unique<Lane>(options_);
        auto lane = std::move(free_.back());
        free_.pop_back();
        return lane;
    }

    bench::Options options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Lane>> free_;
};

}  // namespace

int main(int argc, char** argv) {
    return bench::run_contender(argc, argv, [](const bench::Options& options) {
        const auto client = std::make_shared<Client>(options);
        return [client](bench::Tally& tally) {
            while (tally.next()) {
                const Response response = client->get();
                tally.done(response.status, response.body.size());
            }
        };
    });
}
