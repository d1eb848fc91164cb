#include "testing/connection.hpp"

#include <curlew/testing/test_server.hpp>

#include <future>
#include <list>
#include <optional>
#include <stdexcept>
#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace curlew::testing {
namespace asio = boost::asio;
using asio::ip::tcp;

class TestServer::Impl {
public:
    explicit Impl(const TestServerConfig& config);
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl();

    std::size_t close_idle_connections();

    detail::ServerState state;
    std::optional<CertificateAuthority> ca;
    std::string origin;
    std::uint16_t port = 0;

private:
    void prepare_tls(const TlsServerConfig& config);
    void listen(const TestServerConfig& config);
    asio::awaitable<void> accept();
    asio::awaitable<void> run(tcp::socket socket);
    void stop();

    asio::io_context context_{1};
    tcp::acceptor acceptor_{context_};
    std::list<detail::Connection> connections_;
    bool stopping_ = false;
    std::thread thread_;
};

TestServer::Impl::Impl(const TestServerConfig& config)
    : state{.playbook = {},
            .ledger = detail::Ledger(config.record_requests),
            .tls = nullptr,
            .body_limit = config.body_limit} {
    if (config.tls.config()) prepare_tls(*config.tls.config());
    listen(config);
    asio::co_spawn(context_, accept(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
}

TestServer::Impl::~Impl() {
    asio::post(context_, [this] { stop(); });
    thread_.join();
}

void TestServer::Impl::prepare_tls(const TlsServerConfig& config) {
    if (config.certificate) {
        state.tls = std::make_unique<detail::TlsContext>(config, *config.certificate);
        return;
    }
    ca.emplace();
    const Certificate own = ca->issue({.dns = {"localhost"}, .ip = {"127.0.0.1", "::1"}});
    state.tls = std::make_unique<detail::TlsContext>(config, own);
}

void TestServer::Impl::listen(const TestServerConfig& config) {
    try {
        const auto address = asio::ip::make_address(config.address);
        const tcp::endpoint endpoint(address, config.port);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address(true));
        if (config.receive_buffer > 0) {
            acceptor_.set_option(tcp::acceptor::receive_buffer_size(config.receive_buffer));
        }
        acceptor_.bind(endpoint);
        acceptor_.listen(tcp::acceptor::max_listen_connections);
        port = acceptor_.local_endpoint().port();
        const std::string host = address.is_v6() ? "[" + config.address + "]" : config.address;
        origin = (state.tls ? "https://" : "http://") + host + ":" + std::to_string(port);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("the test server cannot listen at " + config.address + " port " +
                                 std::to_string(config.port) + ": " + error.code().message());
    }
}

asio::awaitable<void> TestServer::Impl::accept() {
    while (!stopping_) {
        boost::system::error_code error;
        tcp::socket socket(context_);
        co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            // Out of file descriptors, most likely: trying again at once would keep the thread
            // busy.
            asio::steady_timer pause(context_, std::chrono::milliseconds(10));
            if (!stopping_) co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        connections_.emplace_back(state, std::move(socket));
        const auto connection = std::prev(connections_.end());
        asio::co_spawn(context_, connection->run(),
                       asio::bind_cancellation_slot(connection->stop.slot(),
                                                    [this, connection](const std::exception_ptr&) {
                                                        connections_.erase(connection);
                                                    }));
    }
}

/// Lets every connection come to its end, so that run() does too.
void TestServer::Impl::stop() {
    stopping_ = true;
    acceptor_.close();
    for (auto it = connections_.begin(); it != connections_.end();) {
        // Emitting may end the connection, and take it off the list.
        (it++)->stop.emit(asio::cancellation_type::terminal);
    }
}

std::size_t TestServer::Impl::close_idle_connections() {
    std::promise<void> all_closed;
    std::size_t count = 0;
    asio::post(context_, [&] {
        // The last connection to let go of this tells the waiting thread.
        const std::shared_ptr<void> token(nullptr, [&](void*) { all_closed.set_value(); });
        for (detail::Connection& connection : connections_) {
            if (!connection.is_idle()) continue;
            connection.close_idle(token);
            ++count;
        }
    });
    all_closed.get_future().wait();
    return count;
}

TestServer::TestServer(const TestServerConfig& config) : impl_(std::make_unique<Impl>(config)) {}
TestServer::~TestServer() = default;

std::string TestServer::url(std::string_view path) const {
    return std::string(impl_->origin).append(path);
}
std::uint16_t TestServer::port() const noexcept {
    return impl_->port;
}

const std::string& TestServer::ca_pem() const {
    if (!impl_->ca) {
        throw std::logic_error("only a server that makes its own certificate has an authority");
    }
    return impl_->ca->pem();
}

void TestServer::add_route(std::string_view method, std::string_view pattern, Handler handler) {
    impl_->state.playbook.add_route(method, pattern, std::move(handler));
}
void TestServer::set_fallback(Handler handler) {
    impl_->state.playbook.set_fallback(std::move(handler));
}
void TestServer::script(std::string_view pattern, Script script) {
    impl_->state.playbook.add_route({}, pattern, std::move(script));
}
void TestServer::script(std::string_view method, std::string_view pattern, Script script) {
    impl_->state.playbook.add_route(method, pattern, std::move(script));
}
void TestServer::script_once(std::string_view pattern, Script script) {
    impl_->state.playbook.add_script_once(pattern, std::move(script));
}
void TestServer::on_connect(const Script& script, std::size_t connections) {
    impl_->state.playbook.add_connect_script(script, connections);
}
std::size_t TestServer::close_idle_connections() {
    return impl_->close_idle_connections();
}

std::vector<ServerRequest> TestServer::requests() const {
    return impl_->state.ledger.requests();
}
ServerRequest TestServer::last_request() const {
    return impl_->state.ledger.last_request();
}
std::size_t TestServer::request_count() const {
    return impl_->state.ledger.request_count();
}
void TestServer::clear_requests() {
    impl_->state.ledger.clear_requests();
}
std::size_t TestServer::connection_count() const {
    return impl_->state.ledger.connection_count();
}
std::size_t TestServer::open_connections() const {
    return impl_->state.ledger.open_connections();
}
std::size_t TestServer::tls_handshakes() const {
    return impl_->state.ledger.tls_handshakes();
}
std::size_t TestServer::tls_resumptions() const {
    return impl_->state.ledger.tls_resumptions();
}

bool TestServer::wait_for_requests(std::size_t count, std::chrono::nanoseconds timeout) const {
    return impl_->state.ledger.wait_for_requests(count, timeout);
}
bool TestServer::wait_for_open_connections(std::size_t count,
                                           std::chrono::nanoseconds timeout) const {
    return impl_->state.ledger.wait_for_open_connections(count, timeout);
}

}  // namespace curlew::testing
