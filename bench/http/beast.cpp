// A coroutine loop over Asio and Beast, as one would write it by hand.

#include "common/contender.hpp"

#include <exception>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
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
    http::request<http::empty_body> request(http::verb::get, options.target, 11);
    request.set(http::field::host, options.host);
    request.set(http::field::user_agent, "bench/1.0");
    request.set(http::field::accept, "*/*");
    beast::flat_buffer buffer;
    while (tally.next()) {
        stream.expires_after(std::chrono::seconds(30));
        co_await http::async_write(stream, request, asio::use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, asio::use_awaitable);
        tally.done(static_cast<int>(response.result_int()), response.body().size());
    }
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run_contender(argc, argv, [](const bench::Options& options) {
        return [options](bench::Tally& tally) {
            asio::io_context context(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE);
            asio::co_spawn(context, loop(options, tally), [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            });
            context.run();
        };
    });
}
