// The asynchronous client: many requests at a time on one thread, against a server that this
// program starts for itself.

#include <curlew/async_client.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <cstdio>
#include <exception>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using curlew::testing::ServerRequest;
using curlew::testing::ServerResponse;
using curlew::testing::TestServer;

struct User {
    int id;
    std::string name;
};

void serve(TestServer& server) {
    server.get("/users/{id}", [](const ServerRequest& request) {
        const int id = std::stoi(request.path_param("id"));
        return User{id, "user " + std::to_string(id)};
    });
    server.get("/slow", [] { return ServerResponse::text("at last").after(1min); });
}

/// Two requests at the same time.
curlew::Task<void> together(const curlew::AsyncClient& client) {
    auto [first, second] = co_await (client.get("/users/1").as<User>() &&  //
                                     client.get("/users/2").as<User>());
    std::printf("together: %s, %s\n", first.name.c_str(), second.name.c_str());
}

/// Whichever is first; the other is cancelled, and its connection closed.
curlew::Task<void> impatient(const curlew::AsyncClient& client) {
    asio::steady_timer timer(client.get_executor(), 50ms);
    auto winner = co_await (client.get("/slow").send() ||  //
                            timer.async_wait(asio::use_awaitable));
    std::printf("impatient: %s\n", winner.index() == 0 ? "an answer" : "gave up");

    const auto late = co_await client.get("/slow").total_timeout(50ms).try_send();
    std::printf("           %s\n", late.has_value() ? "an answer" : late.error().what());
}

curlew::Task<void> work(std::string base_url) {
    const auto executor = co_await asio::this_coro::executor;
    const curlew::AsyncClient client(executor, {.base_url = std::move(base_url)});
    co_await together(client);
    co_await impatient(client);
    std::printf("connections in use: %zu, idle: %zu\n", client.pool_stats().in_use,
                client.pool_stats().idle);
}

/// For code that knows no coroutines: futures and callbacks.
void without_coroutines(const std::string& base_url) {
    asio::io_context loop(1);
    const curlew::AsyncClient client(loop.get_executor(), {.base_url = base_url});

    std::future<User> future = client.get("/users/3").as<User>(asio::use_future);
    client.get("/users/none").send([](const std::exception_ptr& error, const curlew::Response&) {
        std::printf("callback: %s\n", error ? "an error, as expected" : "an answer");
    });
    loop.run();  // returns when both are done
    std::printf("future: %s\n", future.get().name.c_str());
}

}  // namespace

int main() {
    TestServer server;
    serve(server);
    curlew::run(work(server.url()));
    without_coroutines(server.url());
}
