#pragma once

#include <curlew/testing/certificates.hpp>
#include <curlew/testing/handler.hpp>
#include <curlew/testing/latch.hpp>
#include <curlew/testing/script.hpp>
#include <curlew/testing/server_config.hpp>
#include <curlew/testing/server_request.hpp>
#include <curlew/testing/server_response.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew::testing {

/// A real HTTP/1.1 server on loopback, for tests of programs that make requests.
///
/// It listens from construction to destruction, at a free port, in one thread of its own that
/// serves any number of connections. The destructor closes them all, whatever they are doing.
///
/// **Handlers** run on the server's thread, one at a time: they must not block (see
/// ServerResponse::after() and when()), and what they use must outlive the server, so declare the
/// server last. A handler takes the request, or a model decoded from the request's JSON body, or
/// both, and returns a ServerResponse, or a model to be encoded as JSON, or nothing (204). An empty
/// `std::optional` is a 404.
///
/// **When things go wrong** the answer is JSON that says why: 400 for a body that is not JSON, 422
/// with all field errors for one that does not fit the handler's model, 404 with a list of the
/// routes that there are, 405 with Allow, 500 with the message of what a handler threw.
///
/// **Patterns** match the path. `{name}` is one segment, `{name...}` all that is left; a literal
/// segment wins over either. The same method and pattern again replaces what was there. A GET route
/// answers HEAD too.
///
/// All functions may be called from any thread at any time, from handlers too unless noted.
///
/// @code
/// curlew::testing::TestServer server;
/// server.get("/users/{id}", [](const ServerRequest& request) {
///     return User{std::stoi(request.path_param("id")), "Ann"};
/// });
/// server.post("/users", [](const NewUser& user) { return User{4, user.name}; });
///
/// curlew::Client client({.base_url = server.url()});
/// EXPECT_EQ(client.get("/users/3").as<User>().name, "Ann");
/// EXPECT_EQ(server.requests().at(0).header("Accept"), "application/json");
/// @endcode
class TestServer {
public:
    /// Returns when connections are accepted.
    /// @throws std::runtime_error if it cannot listen there, or the certificate is unusable
    explicit TestServer(const TestServerConfig& config = {});
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;
    /// Not from a handler.
    ~TestServer();

    /// Where it listens: `http://127.0.0.1:43211`, and `path` appended as it is.
    [[nodiscard]] std::string url(std::string_view path = {}) const;

    [[nodiscard]] std::uint16_t port() const noexcept;

    /// The authority behind the certificate that the server made for itself.
    /// @throws std::logic_error without TLS, or with a certificate of the config's
    [[nodiscard]] const std::string& ca_pem() const;

    /// @name Routes
    /// @{
    template <class F>
    void route(std::string_view method, std::string_view pattern, F handler) {
        add_route(method, pattern, detail::make_handler(std::move(handler)));
    }
    template <class F>
    void get(std::string_view pattern, F handler) {
        route("GET", pattern, std::move(handler));
    }
    template <class F>
    void head(std::string_view pattern, F handler) {
        route("HEAD", pattern, std::move(handler));
    }
    template <class F>
    void post(std::string_view pattern, F handler) {
        route("POST", pattern, std::move(handler));
    }
    template <class F>
    void put(std::string_view pattern, F handler) {
        route("PUT", pattern, std::move(handler));
    }
    template <class F>
    void patch(std::string_view pattern, F handler) {
        route("PATCH", pattern, std::move(handler));
    }
    template <class F>
    void del(std::string_view pattern, F handler) {
        route("DELETE", pattern, std::move(handler));
    }
    template <class F>
    void options(std::string_view pattern, F handler) {
        route("OPTIONS", pattern, std::move(handler));
    }

    /// For whatever no route matches, in place of 404 and 405.
    template <class F>
    void fallback(F handler) {
        set_fallback(detail::make_handler(std::move(handler)));
    }
    /// @}

    /// @name Misbehaviour
    /// @{

    /// Runs a script for every request to this path. Its first reading step reads that request;
    /// what the script left unread of it is read when the script is done.
    void script(std::string_view pattern, Script script);
    /// The same for one method.
    void script(std::string_view method, std::string_view pattern, Script script);

    /// Runs a script for the next request to this path, before any route. Several calls: one after
    /// the other, then the routes again.
    void script_once(std::string_view pattern, Script script);

    /// Runs a script on the next connection that is accepted, before anything is read and below
    /// TLS. Several calls: successive connections, successive scripts, then normal service.
    void on_connect(const Script& script, std::size_t connections = 1);

    /// Closes all connections that wait for a request, as a server does whose keep-alive time is up
    /// (close_notify on TLS, then FIN). Returns when that was sent. Not from a handler.
    /// @return how many there were
    std::size_t close_idle_connections();
    /// @}

    /// @name What happened
    /// @{

    /// The requests so far, oldest first. One is here before its handler runs; one that a script
    /// answers, when the script has read what it wants of it.
    [[nodiscard]] std::vector<ServerRequest> requests() const;

    /// The last one.
    /// @throws std::out_of_range if there is none
    [[nodiscard]] ServerRequest last_request() const;

    /// How many requests there were since clear_requests(), recorded or not.
    [[nodiscard]] std::size_t request_count() const;

    void clear_requests();

    /// How many connections were accepted so far.
    [[nodiscard]] std::size_t connection_count() const;

    /// How many connections are open now.
    [[nodiscard]] std::size_t open_connections() const;

    /// How many TLS handshakes were completed, and how many of these resumed a session.
    [[nodiscard]] std::size_t tls_handshakes() const;
    [[nodiscard]] std::size_t tls_resumptions() const;

    /// Blocks until there are at least `count` requests. Not from a handler.
    /// @return false when the time is up
    [[nodiscard]] bool wait_for_requests(
        std::size_t count, std::chrono::nanoseconds timeout = std::chrono::seconds(10)) const;

    /// Blocks until exactly `count` connections are open. Not from a handler.
    /// @return false when the time is up
    [[nodiscard]] bool wait_for_open_connections(
        std::size_t count, std::chrono::nanoseconds timeout = std::chrono::seconds(10)) const;
    /// @}

private:
    void add_route(std::string_view method, std::string_view pattern, Handler handler);
    void set_fallback(Handler handler);

    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace curlew::testing
