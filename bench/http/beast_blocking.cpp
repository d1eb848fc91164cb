// Beast's synchronous calls on a blocking socket, one for each thread: a reference without
// timeouts.

#include "common/contender.hpp"
#include "http/beast_request.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

bench::Worker blocking(const bench::Options& options) {
    return [options](bench::Tally& tally) {
        asio::io_context context;
        tcp::socket socket(context);
        socket.connect({asio::ip::make_address(options.host), options.port});
        socket.set_option(tcp::no_delay(true));
        const auto request = bench::beast_request(options);
        beast::flat_buffer buffer;
        while (tally.next()) {
            http::write(socket, request);
            http::response<http::string_body> response;
            http::read(socket, buffer, response);
            tally.done(static_cast<int>(response.result_int()), response.body().size());
        }
    };
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking});
}
