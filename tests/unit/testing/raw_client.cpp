#include "raw_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

namespace curlew::testing {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

void connect_to(const TestServer& server, tcp::socket& socket) {
    const bool v6 = server.url().find('[') != std::string::npos;
    socket.connect({asio::ip::make_address(v6 ? "::1" : "127.0.0.1"), server.port()});
}

template <class Stream>
RawResponse read_one(Stream& stream, boost::beast::flat_buffer& buffer, bool to_head) {
    http::response_parser<http::string_body> parser;
    parser.skip(to_head);
    http::read(stream, buffer, parser);
    return parser.release();
}

template <class Stream>
Rest read_all(Stream& stream, boost::beast::flat_buffer& buffer) {
    Rest rest;
    rest.bytes.assign(static_cast<const char*>(buffer.cdata().data()), buffer.size());
    buffer.consume(buffer.size());
    asio::read(stream, asio::dynamic_buffer(rest.bytes), rest.error);
    return rest;
}

}  // namespace

RawClient::RawClient(const TestServer& server) : socket_(context_) {
    connect_to(server, socket_);
    socket_.set_option(tcp::no_delay(true));
}

void RawClient::send(std::string_view bytes) {
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()));
}

RawResponse RawClient::exchange(std::string_view request) {
    send(request);
    return read_response(request.starts_with("HEAD "));
}

RawResponse RawClient::read_response(bool to_head) {
    return read_one(socket_, buffer_, to_head);
}

std::string RawClient::read_exactly(std::size_t size) {
    std::string bytes(size, '\0');
    const std::size_t buffered = asio::buffer_copy(asio::buffer(bytes), buffer_.cdata());
    buffer_.consume(buffered);
    asio::read(socket_, asio::buffer(bytes) + buffered);
    return bytes;
}

Rest RawClient::read_rest() {
    return read_all(socket_, buffer_);
}

void RawClient::close() {
    socket_.close();
}

std::size_t RawClient::send_until_blocked(std::size_t size) {
    const std::string block(64 * 1024, 'x');
    socket_.non_blocking(true);
    std::size_t sent = 0;
    boost::system::error_code error;
    while (sent < size && !error)
        sent += socket_.write_some(asio::buffer(block), error);
    return sent;
}

std::string get_request(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

std::string request_with_body(std::string_view method, std::string_view path,
                              std::string_view body) {
    std::string request(method);
    request.append(" ").append(path).append(" HTTP/1.1\r\nHost: test\r\nContent-Length: ");
    return request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

RawTlsClient::RawTlsClient(const TestServer& server)
    : tls_context_(asio::ssl::context::tls_client), stream_(context_, tls_context_) {
    connect_to(server, stream_.next_layer());
}

void RawTlsClient::trust(const std::string& ca_pem) {
    // The SSL object shares its context's store.
    tls_context_.add_certificate_authority(asio::buffer(ca_pem));
    stream_.set_verify_mode(asio::ssl::verify_peer);
}

boost::system::error_code RawTlsClient::handshake() {
    boost::system::error_code error;
    stream_.handshake(asio::ssl::stream_base::client, error);
    return error;
}

void RawTlsClient::send(std::string_view bytes) {
    asio::write(stream_, asio::buffer(bytes.data(), bytes.size()));
}

RawResponse RawTlsClient::exchange(std::string_view request) {
    send(request);
    return read_one(stream_, buffer_, false);
}

Rest RawTlsClient::read_rest() {
    return read_all(stream_, buffer_);
}

}  // namespace curlew::testing
