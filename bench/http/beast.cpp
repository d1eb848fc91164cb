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
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;

constexpr std::chrono::seconds timeout(30);

asio::awaitable<void> connect(beast::tcp_stream& stream, const bench::Options& options) {
    const tcp::endpoint endpoint(asio::ip::make_address(options.host), options.port);
    stream.expires_after(timeout);
    co_await stream.async_connect(endpoint, asio::use_awaitable);
    stream.socket().set_option(tcp::no_delay(true));
}

template <class Stream>
asio::awaitable<void> requests(Stream& stream, const bench::Options& options, bench::Tally& tally) {
    const auto request = bench::beast_request(options);
    beast::flat_buffer buffer;
    // Room for a whole answer at once: Beast reads a large one in small pieces otherwise.
    buffer.reserve(options.body_size + 1024);
    while (tally.next()) {
        beast::get_lowest_layer(stream).expires_after(timeout);
        co_await http::async_write(stream, request, asio::use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, asio::use_awaitable);
        tally.done(static_cast<int>(response.result_int()), response.body().size());
    }
}

asio::awaitable<void> plain_loop(const bench::Options& options, bench::Tally& tally) {
    beast::tcp_stream stream(co_await asio::this_coro::executor);
    co_await connect(stream, options);
    co_await requests(stream, options, tally);
}

asio::awaitable<void> tls_loop(ssl::context& tls, const bench::Options& options,
                               bench::Tally& tally) {
    beast::ssl_stream<beast::tcp_stream> stream(co_await asio::this_coro::executor, tls);
    stream.set_verify_callback(ssl::host_name_verification(options.host));
    co_await connect(stream.next_layer(), options);
    co_await stream.async_handshake(ssl::stream_base::client, asio::use_awaitable);
    co_await requests(stream, options, tally);
}

void event_loop(const bench::Options& options, std::vector<bench::Tally>& tallies) {
    ssl::context tls(ssl::context::tls_client);
    tls.set_verify_mode(ssl::verify_peer);
    if (!options.ca_file.empty()) tls.load_verify_file(options.ca_file);
    asio::io_context context(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE);
    for (bench::Tally& tally : tallies) {
        asio::co_spawn(context,
                       options.tls ? tls_loop(tls, options, tally) : plain_loop(options, tally),
                       [](const std::exception_ptr& error) {
                           if (error) std::rethrow_exception(error);
                       });
    }
    context.run();
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.event_loop = event_loop, .tls = true});
}
