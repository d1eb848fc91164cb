// A coroutine loop over Asio and Beast, as one writes it by hand.

#include "common/contender.hpp"
#include "http/beast_request.hpp"

#include <chrono>
#include <exception>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

asio::awaitable<void> loop(const bench::Options& options, bench::Tally& tally) {
    beast::tcp_stream stream(co_await asio::this_coro::executor);
    const tcp::endpoint endpoint(asio::ip::make_address(options.host), options.port);
    co_await stream.async_connect(endpoint, asio::use_awaitable);
    stream.socket().set_option(tcp::no_delay(true));
    const auto request = bench::beast_request(options);
    beast::flat_buffer buffer;
    while (tally.next()) {
        stream.expires_after(std::chrono::seconds(30));
        co_await http::async_write(stream, request, asio::use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, asio::use_awaitable);
        tally.done(static_cast<int>(response.result_int()), response.body().size());
    }
}

void event_loop(const bench::Options& options, std::vector<bench::Tally>& tallies) {
    asio::io_context context(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE);
    for (bench::Tally& tally : tallies) {
        asio::co_spawn(context, loop(options, tally), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }
    context.run();
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.event_loop = event_loop});
}
