#pragma once

#include <curlew/testing/test_server.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>

namespace curlew::testing {

using RawResponse = boost::beast::http::response<boost::beast::http::string_body>;

/// Reads what is left until the connection ends.
struct Rest {
    std::string bytes;
    boost::system::error_code error;  ///< eof: FIN; connection_reset: RST
};

/// A client that sends bytes, and knows as little of HTTP as a test of the server allows.
class RawClient {
public:
    explicit RawClient(const TestServer& server);

    void send(std::string_view bytes);
    /// Sends, and reads one response.
    RawResponse exchange(std::string_view request);
    RawResponse read_response(bool to_head = false);
    std::string read_exactly(std::size_t size);
    Rest read_rest();
    void close();
    /// Sends up to that much, as long as the system takes it without waiting.
    /// @return how much it took
    std::size_t send_until_blocked(std::size_t size);

private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_;
    boost::beast::flat_buffer buffer_;
};

/// `GET path`, kept alive.
[[nodiscard]] std::string get_request(std::string_view path);
/// A request with a body.
[[nodiscard]] std::string request_with_body(std::string_view method, std::string_view path,
                                            std::string_view body);

/// The same client over TLS. The constructor does not shake hands.
class RawTlsClient {
public:
    explicit RawTlsClient(const TestServer& server);

    /// Trusts this authority only.
    void trust(const std::string& ca_pem);
    SSL* ssl() { return stream_.native_handle(); }

    boost::system::error_code handshake();
    /// The reason why the server's certificate was not accepted, as OpenSSL has it; X509_V_OK: it
    /// was.
    [[nodiscard]] long verification() { return SSL_get_verify_result(ssl()); }
    void send(std::string_view bytes);
    RawResponse exchange(std::string_view request);
    Rest read_rest();

private:
    boost::asio::io_context context_;
    boost::asio::ssl::context tls_context_;
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
    boost::beast::flat_buffer buffer_;
};

}  // namespace curlew::testing
