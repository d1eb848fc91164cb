// A sketch of a client made of coroutines: a pool, five layers that do next to nothing, Beast's
// parser. What this costs is what the design costs before it does any work of use.
//
// `sequential` and `threads` give each call under way a lane, an engine of its own over blocking
// sockets; `inflight` is one engine over Asio's reactor.

#include "common/contender.hpp"
#include "common/fields.hpp"

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
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::use_awaitable;
using asio::ip::tcp;
template <class T>
using Task = asio::awaitable<T>;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr std::chrono::seconds timeout(30);

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
    explicit Connection(const asio::any_io_executor& executor) : stream(executor) {}
    beast::tcp_stream stream;
    beast::flat_buffer incoming;
    std::string outgoing;
};

enum class Sockets { blocking, reactor };

class Engine {
public:
    Engine(asio::any_io_executor executor, const bench::Options& options, Sockets sockets)
        : executor_(std::move(executor)),
          endpoint_(asio::ip::make_address(options.host), options.port),
          body_size_(options.body_size),
          blocking_(sockets == Sockets::blocking) {}

    Task<Response> exchange(const Request& request) {
        std::unique_ptr<Connection> connection = co_await acquire();
        co_await write(*connection, request);
        http::response_parser<http::string_body> parser;
        parser.body_limit(100'000'000);
        co_await read(*connection, parser);
        idle_.push_back(std::move(connection));
        co_return to_response(parser.release());
    }

private:
    Task<std::unique_ptr<Connection>> acquire() {
        if (!idle_.empty()) {
            std::unique_ptr<Connection> connection = std::move(idle_.back());
            idle_.pop_back();
            co_return connection;
        }
        auto connection = std::make_unique<Connection>(executor_);
        // Room for a whole answer at once: Beast reads a large one in small pieces otherwise.
        connection->incoming.reserve(body_size_ + 1024);
        if (blocking_) {
            connection->stream.connect(endpoint_);
        } else {
            connection->stream.expires_after(timeout);
            co_await connection->stream.async_connect(endpoint_, use_awaitable);
        }
        connection->stream.socket().set_option(tcp::no_delay(true));
        co_return connection;
    }

    Task<void> write(Connection& connection, const Request& request) const {
        std::string& out = connection.outgoing;
        out.assign(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
        for (const auto& [name, value] : request.headers) {
            out.append(name).append(": ").append(value).append("\r\n");
        }
        out.append("\r\n");
        if (blocking_) {
            asio::write(connection.stream.socket(), asio::buffer(out));
        } else {
            connection.stream.expires_after(timeout);
            co_await asio::async_write(connection.stream, asio::buffer(out), use_awaitable);
        }
    }

    Task<void> read(Connection& connection,
                    http::response_parser<http::string_body>& parser) const {
        if (blocking_) {
            http::read(connection.stream.socket(), connection.incoming, parser);
        } else {
            connection.stream.expires_after(timeout);
            co_await http::async_read(connection.stream, connection.incoming, parser,
                                      use_awaitable);
        }
    }

    static Response to_response(http::response<http::string_body> message) {
        Response response;
        response.status = static_cast<int>(message.result_int());
        for (const auto& field : message) {
            response.headers.emplace_back(field.name_string(), field.value());
        }
        response.body = std::move(message.body());
        return response;
    }

    asio::any_io_executor executor_;
    tcp::endpoint endpoint_;
    std::size_t body_size_;
    bool blocking_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

// The layers, the innermost first.

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

Task<Response> send(Engine& engine, Request request) {
    request.headers.emplace_back("X-Request-ID", "0123456789abcdef0123456789abcdef");
    Response response = co_await retry(engine, request);
    co_return response;
}

Request make_request(const bench::Options& options) {
    Request request{"GET", options.target, {}};
    request.headers.emplace_back("Host", options.host + ":" + std::to_string(options.port));
    request.headers.emplace_back("User-Agent", bench::user_agent);
    request.headers.emplace_back("Accept", bench::accept);
    return request;
}

struct Lane {
    explicit Lane(const bench::Options& options)
        : engine(context.get_executor(), options, Sockets::blocking) {}
    asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
    Engine engine;
};

class Client {
public:
    explicit Client(bench::Options options) : options_(std::move(options)) {}

    Response get() {
        std::unique_ptr<Lane> lane = take();
        std::optional<Response> response;
        asio::co_spawn(lane->context, send(lane->engine, make_request(options_)),
                       [&](const std::exception_ptr& error, Response result) {
                           if (error) std::rethrow_exception(error);
                           response = std::move(result);
                       });
        lane->context.restart();
        lane->context.run();
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(lane));
        return std::move(response).value();
    }

private:
    std::unique_ptr<Lane> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!free_.empty()) {
                std::unique_ptr<Lane> lane = std::move(free_.back());
                free_.pop_back();
                return lane;
            }
        }
        return std::make_unique<Lane>(options_);
    }

    bench::Options options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Lane>> free_;
};

bench::Worker blocking(const bench::Options& options) {
    const auto client = std::make_shared<Client>(options);
    return [client](bench::Tally& tally) {
        while (tally.next()) {
            const Response response = client->get();
            tally.done(response.status, response.body.size());
        }
    };
}

Task<void> loop(Engine& engine, const bench::Options& options, bench::Tally& tally) {
    while (tally.next()) {
        const Response response = co_await send(engine, make_request(options));
        tally.done(response.status, response.body.size());
    }
}

void event_loop(const bench::Options& options, std::vector<bench::Tally>& tallies) {
    asio::io_context context(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE);
    Engine engine(context.get_executor(), options, Sockets::reactor);
    for (bench::Tally& tally : tallies) {
        asio::co_spawn(context, loop(engine, options, tally), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }
    context.run();
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking, .event_loop = event_loop});
}
