#include "testing/connection.hpp"

#include "testing/failure_responses.hpp"
#include "testing/response_writer.hpp"

#include <exception>
#include <string>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace curlew::testing::detail {
namespace asio = boost::asio;

Connection::Connection(ServerState& server, asio::ip::tcp::socket socket)
    : server_(server),
      channel_(std::move(socket)),
      reader_(channel_, server.body_limit),
      number_(server.ledger.connection_opened()) {}

Connection::~Connection() {
    channel_.close(Channel::Farewell::polite);
    server_.ledger.connection_closed();
    close_wanted_.reset();  // last: whoever waits for this counts the open connections next
}

asio::awaitable<void> Connection::run() {
    try {
        co_await serve();
    } catch (const boost::system::system_error&) {
        // The client went away, or the server stops: nobody is left to be told.
    }
}

asio::awaitable<void> Connection::serve() {
    if (const auto script = server_.playbook.take_connect_script()) {
        if (!co_await play(*script)) co_return;
    }
    if (server_.tls && !channel_.is_tls()) {
        if (!co_await handshake()) co_return;
    }
    for (;;) {
        if (!co_await wait_for_client()) co_return;
        if (!co_await serve_request()) co_return;
    }
}

asio::awaitable<bool> Connection::handshake() {
    SSL_CTX* const context = server_.tls->native();
    if (!co_await channel_.handshake(context)) co_return false;
    tls_ = channel_.tls_session();
    server_.ledger.tls_established(tls_->resumed);
    co_return true;
}

asio::awaitable<bool> Connection::wait_for_client() {
    if (!channel_.received().empty()) co_return true;
    idle_ = true;
    const bool more = co_await channel_.fill();
    idle_ = false;
    // A request that was faster than close_idle() is answered.
    if (more && close_wanted_) {
        channel_.resume();
        close_wanted_.reset();
    }
    co_return more;
}

void Connection::close_idle(std::shared_ptr<void> closed) {
    close_wanted_ = std::move(closed);
    channel_.interrupt();
}

void Connection::identify_request() {
    reader_.request().connection = number_;
    reader_.request().tls = tls_;
    request_is_unnoted_ = true;
}

void Connection::note_request() {
    if (std::exchange(request_is_unnoted_, false)) {
        server_.ledger.request_received(reader_.request());
    }
}

/// @return whether the connection lasts
asio::awaitable<bool> Connection::serve_request() {
    const Done head = co_await reader_.read_head();
    if (head != Done::done) {
        co_await refuse(head);
        co_return false;
    }
    identify_request();
    ServerRequest& request = reader_.request();
    auto decision = server_.playbook.decide(request.method, request.path);
    request.path_params = std::move(decision.path_params);
    if (const auto* script = std::get_if<Script>(decision.action.get())) {
        head_is_fresh_ = true;
        co_return co_await play(*script);
    }
    co_return co_await answer(std::get<Handler>(*decision.action));
}

asio::awaitable<bool> Connection::answer(const Handler& handler) {
    if (reader_.expects_continue()) co_await channel_.write("HTTP/1.1 100 Continue\r\n\r\n");
    const Done body = co_await reader_.read_body();
    if (body != Done::done) {
        co_await refuse(body);
        co_return false;
    }
    note_request();

    const ServerRequest& request = reader_.request();
    ServerResponse response;
    try {
        response = handler(request);
    } catch (...) {
        response = response_to(std::current_exception());
    }
    const ResponseContext context{.head = request.method == "HEAD",
                                  .http_1_0 = request.version == "HTTP/1.0",
                                  .keep_alive = reader_.keep_alive()};
    if (!context.http_1_0) co_await write_interim(channel_, response);
    const auto& parts = response.parts();
    if (parts.delay.count() > 0 || parts.latch) {
        if (!co_await wait(parts.delay, parts.latch)) co_return false;
    }
    co_return co_await write_response(channel_, response, context);
}

asio::awaitable<void> Connection::refuse(Done reason) {
    ServerResponse response;
    switch (reason) {
        case Done::done:
        case Done::closed:
            co_return;
        case Done::malformed:
            response = ServerResponse::error(400, "this is not HTTP/1.1");
            break;
        case Done::head_too_large:
            response = ServerResponse::error(431, "the head is larger than 64 KiB");
            break;
        case Done::body_too_large:
            response = ServerResponse::error(
                413, "the body is larger than " + std::to_string(server_.body_limit) + " bytes");
            break;
    }
    co_await write_response(channel_, response, {});
    co_await linger();
}

}  // namespace curlew::testing::detail
