#include "support/async_run.hpp"
#include "support/client_thread.hpp"

#include <curlew/async_client.hpp>
#include <curlew/testing/test_server.hpp>

#include <atomic>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using testing::ClientThread;
using testing::Latch;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

struct User {
    int id = 0;
    std::string name;
};

class UserServer : public TestServer {
public:
    UserServer() {
        get("/users/{id}", [](const ServerRequest& request) {
            return User{std::stoi(request.path_param("id")), "Ann"};
        });
    }
};

TEST(AsyncTokens, FuturesAreForThreadsThatBlock) {
    const UserServer server;
    ClientThread thread({.base_url = server.url()});
    auto response = thread.call(
        [](AsyncClient& client) { return client.get("/users/1").send(asio::use_future); });
    EXPECT_EQ(testing::get(thread.settled(std::move(response))).status(), 200);
    auto user = thread.call(
        [](AsyncClient& client) { return client.get("/users/2").as<User>(asio::use_future); });
    EXPECT_EQ(testing::get(thread.settled(std::move(user))).id, 2);
    auto built = thread.call([](AsyncClient& client) {
        return client.send(client.get("/users/3").build(), asio::use_future);
    });
    EXPECT_EQ(testing::get(thread.settled(std::move(built))).as<User>().id, 3);
    auto missing = thread.call(
        [](AsyncClient& client) { return client.get("/none").as<User>(asio::use_future); });
    EXPECT_THROW(testing::get(thread.settled(std::move(missing))), NotFoundError);
    auto unusable = thread.call(
        [](AsyncClient& client) { return client.get("http://[").send(asio::use_future); });
    EXPECT_THROW(testing::get(thread.settled(std::move(unusable))), ConfigurationError);
}

TEST(AsyncTokens, FuturesMayBeAskedForOnAnyThread) {
    const UserServer server;
    ClientThread thread({.base_url = server.url()});
    const AsyncClient& client = *thread.call([](AsyncClient& its) { return &its; });
    for (int i = 0; i < 20; ++i) {
        auto user = client.get("/users/{id}").path("id", i).as<User>(asio::use_future);
        EXPECT_EQ(testing::get(std::move(user)).id, i);
    }
    EXPECT_EQ(server.connection_count(), 1u);
}

TEST(AsyncTokens, CallbacksGetTheValueOrTheError) {
    const UserServer server;
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(), {.base_url = server.url()});
    std::optional<User> user;
    std::exception_ptr error;
    client.get("/users/3").as<User>([&](std::exception_ptr failure, User found) {
        EXPECT_FALSE(failure);
        user = std::move(found);
    });
    client.get("/none").send([&](std::exception_ptr failure, const Response&) { error = failure; });
    EXPECT_FALSE(user) << "a callback never runs before the call is over";
    testing::run_dry(loop);
    ASSERT_TRUE(user);
    EXPECT_EQ(user->id, 3);
    ASSERT_TRUE(error);
    EXPECT_THROW(std::rethrow_exception(error), NotFoundError);
}

TEST(AsyncTokens, MayBeUsedInsideCoroutines) {
    const UserServer server;
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(), {.base_url = server.url()});
    const auto work = [&]() -> Task<void> {
        const Response first = co_await client.get("/users/1").send(asio::use_awaitable);
        EXPECT_EQ(first.status(), 200);
        auto later = client.get("/users/2").as<User>(asio::deferred);
        const User second = co_await std::move(later)(asio::use_awaitable);
        EXPECT_EQ(second.id, 2);
    };
    testing::run_on(loop, work());
}

/// A caller on one strand, a client on another.
Task<int> ask_across(const AsyncClient& client, asio::strand<asio::thread_pool::executor_type> home,
                     int count) {
    int right = 0;
    for (int i = 0; i < count; ++i) {
        const User user = co_await client.get("/users/{id}").path("id", i).as<User>();
        if (user.id == i && home.running_in_this_thread()) ++right;
        const Result<User> missing = co_await client.get("/none").try_as<User>();
        if (!missing && home.running_in_this_thread()) ++right;
    }
    co_return right;
}

TEST(AsyncExecutors, AClientOnAStrandServesCoroutinesOnOthers) {
    const UserServer server;
    asio::thread_pool pool(4);
    AsyncClient client(asio::make_strand(pool), {.base_url = server.url()});
    std::vector<std::future<int>> callers;
    for (int i = 0; i < 8; ++i) {
        const auto home = asio::make_strand(pool);
        callers.push_back(asio::co_spawn(home, ask_across(client, home, 20), asio::use_future));
    }
    for (auto& caller : callers)
        EXPECT_EQ(testing::get(std::move(caller)), 40) << "each comes back to where it was";
    EXPECT_EQ(client.pool_stats().in_use, 0u);
    client.close();
    asio::post(client.get_executor(), [&client] { client.close(); });
    pool.join();
    EXPECT_LE(server.connection_count(), 8u);
}

TEST(AsyncExecutors, OfTheClientAreKnown) {
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor());
    EXPECT_EQ(client.get_executor(), asio::any_io_executor(loop.get_executor()));
}

Task<std::unique_ptr<int>> value() {
    const auto executor = co_await asio::this_coro::executor;
    const AsyncClient client(executor, {.base_url = "http://localhost"});
    co_await testing::turns(1);
    co_return std::make_unique<int>(42);
}
Task<void> nothing(bool& done) {
    co_await testing::turns(1);
    done = true;
}
Task<int> failure() {
    co_await testing::turns(1);
    throw std::runtime_error("on purpose");
}

TEST(Run, ReturnsOrThrowsWhatTheCoroutineDoes) {
    EXPECT_EQ(*run(value()), 42);
    bool done = false;
    run(nothing(done));
    EXPECT_TRUE(done);
    EXPECT_THROW(run(failure()), std::runtime_error);
}

Task<User> first_user(std::string url) {
    const auto executor = co_await asio::this_coro::executor;
    ClientConfig config;
    config.base_url = std::move(url);
    const AsyncClient client(executor, config);
    User user = co_await client.get("/users/1").as<User>();
    co_return user;
}

TEST(Run, IsAllThatAProgramNeeds) {
    const UserServer server;
    EXPECT_EQ(run(first_user(server.url())).id, 1);
    EXPECT_THROW(run(first_user(server.url("/elsewhere"))), NotFoundError);
    EXPECT_TRUE(server.wait_for_open_connections(0, testing::patience));
}

/// Sends it and notes when it ends, which it does not.
Task<void> hang(const AsyncClient& client, Latch ended) {
    co_await client.get("/hang").send();
    ended.release();
}
Task<void> start_and_leave(const TestServer& server, Latch ended) {
    const auto executor = co_await asio::this_coro::executor;
    ClientConfig config;
    config.base_url = server.url();
    // It has to outlive what it sends.
    const auto client = std::make_shared<AsyncClient>(executor, config);
    asio::co_spawn(executor, hang(*client, ended), [client](const std::exception_ptr&) {});
    while (server.request_count() == 0)
        co_await testing::turns(1);
}

TEST(Run, EndsWhatTheCoroutineStartedAndDidNotWaitFor) {
    TestServer server;
    server.script("/hang", Script().read_request().hang());
    const Latch ended;
    run(start_and_leave(server, ended));
    EXPECT_FALSE(ended.released());
    EXPECT_TRUE(server.wait_for_open_connections(0, testing::patience));
}

}  // namespace
}  // namespace curlew
