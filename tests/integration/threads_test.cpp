#include "support/async_run.hpp"
#include "support/sanitizers.hpp"

#include <curlew/async_client.hpp>
#include <curlew/client.hpp>
#include <curlew/testing/test_server.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::Latch;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

/// Answers with what it was asked, at once or a little later.
class EchoServer {
public:
    EchoServer() {
        server_.get("/echo/{what}", [](const ServerRequest& request) {
            return ServerResponse::text(request.path_param("what"));
        });
        server_.get("/later/{what}", [](const ServerRequest& request) {
            return ServerResponse::chunked({request.path_param("what")}).after(100us);
        });
        server_.post("/echo", [](const ServerRequest& request) {
            return ServerResponse::text(request.body);
        });
        server_.script("/silent", testing::Script().read_request().hang());
    }

    [[nodiscard]] TestServer& operator*() noexcept { return server_; }
    [[nodiscard]] TestServer* operator->() noexcept { return &server_; }

private:
    TestServer server_{testing::TestServerConfig{.record_requests = false}};
};

/// Runs it in that many threads at a time, with the thread's number, and returns when all are done.
template <class Function>
void in_threads(std::size_t count, Function function) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i)
        threads.emplace_back([&function, i] { function(i); });
}

/// Whether the answer is the one to this request and to no other.
bool is_answered(const Client& client, std::size_t thread, std::size_t turn) {
    const std::string what = std::to_string(thread) + "-" + std::to_string(turn);
    switch (turn % 4) {
        case 0:
            return client.get("/later/{what}").path("what", what).send().bytes() == what;
        case 1:
            return client.post("/echo").body(what).send().bytes() == what;
        case 2:
            return client.get("/echo/{what}")
                       .path("what", what)
                       .total_timeout(testing::patience)
                       .send()
                       .bytes() == what;
        default:
            return client.get("/echo/{what}").path("what", what).send().bytes() == what;
    }
}

TEST(Threads, ShareOneClientAndGetTheirOwnAnswers) {
    constexpr std::size_t threads = 64;
    constexpr std::size_t turns = testing::many(200, 40);
    EchoServer server;
    const Client client({.base_url = server->url(),
                         .timeout = TimeoutConfig::each(testing::patience),
                         .limits = {.max_connections = 16}});
    std::atomic<std::size_t> right = 0;
    std::atomic<std::size_t> timed_out = 0;
    in_threads(threads, [&](std::size_t thread) {
        for (std::size_t turn = 0; turn < turns; ++turn) {
            if (is_answered(client, thread, turn)) ++right;
        }
        const auto silent = client.get("/silent").total_timeout(20ms).try_send();
        if (silent.error_as<TotalTimeoutError>() != nullptr) ++timed_out;
    });
    EXPECT_EQ(right, threads * turns);
    EXPECT_EQ(timed_out, threads);
    EXPECT_EQ(client.pool_stats().in_use, 0u);
    EXPECT_EQ(client.pool_stats().waiting, 0u);
}

TEST(Threads, MayHaveAClientEach) {
    constexpr std::size_t threads = 16;
    constexpr std::size_t turns = testing::many(200, 40);
    EchoServer server;
    std::atomic<std::size_t> right = 0;
    in_threads(threads, [&](std::size_t thread) {
        const Client client({.base_url = server->url()});
        for (std::size_t turn = 0; turn < turns; ++turn) {
            if (is_answered(client, thread, turn)) ++right;
        }
        EXPECT_EQ(client.pool_stats().in_use, 0u);
        EXPECT_EQ(client.pool_stats().opened, 1u);
    });
    EXPECT_EQ(right, threads * turns);
    EXPECT_EQ(server->connection_count(), threads);
}

TEST(Threads, MakeAndDestroyClientsUnderLoad) {
    constexpr std::size_t threads = 16;
    constexpr std::size_t turns = testing::many(50, 10);
    EchoServer server;
    const Client shared({.base_url = server->url()});
    std::atomic<std::size_t> right = 0;
    in_threads(threads, [&](std::size_t thread) {
        for (std::size_t turn = 0; turn < turns; ++turn) {
            Client first({.base_url = server->url()});
            if (is_answered(first, thread, turn)) ++right;
            const Client second(std::move(first));
            if (is_answered(second, thread, turn)) ++right;
            if (is_answered(shared, thread, turn)) ++right;
        }
    });
    EXPECT_EQ(right, 3 * threads * turns);
    EXPECT_EQ(shared.pool_stats().in_use, 0u);
}

/// What becomes of requests when another thread ends their client.
struct Ending {
    std::atomic<std::size_t> answered = 0;
    std::atomic<std::size_t> closed = 0;
    std::atomic<std::size_t> else_failed = 0;

    void count(const Result<Response>& result) {
        if (result) {
            ++answered;
        } else if (result.error_as<ClosedError>() != nullptr) {
            ++closed;
        } else {
            ++else_failed;
            ADD_FAILURE() << result.error().what();
        }
    }
};

TEST(Threads, GetAnAnswerOrClosedErrorWhenAnotherClosesTheClient) {
    constexpr std::size_t threads = 32;
    EchoServer server;
    for (std::size_t round = 0; round < testing::many(20, 5); ++round) {
        server->clear_requests();
        Client client({.base_url = server->url(), .limits = {.max_connections = 8}});
        Ending ending;
        std::jthread closer([&] {
            EXPECT_TRUE(server->wait_for_requests(100, testing::patience));
            client.close();
        });
        in_threads(threads, [&](std::size_t thread) {
            const auto path = thread % 2 == 0 ? "/echo/x" : "/later/x";
            while (!client.is_closed())
                ending.count(client.get(path).try_send());
            ending.count(client.get(path).try_send());
        });
        closer.join();
        EXPECT_GT(ending.answered, 0u);
        EXPECT_GE(ending.closed, threads) << "the last request of each came too late";
        EXPECT_EQ(client.pool_stats().in_use, 0u);
        EXPECT_EQ(client.pool_stats().waiting, 0u);
        EXPECT_TRUE(server->wait_for_open_connections(0, testing::patience));
    }
}

TEST(Threads, GetClosedErrorWhenTheClientIsDestroyedUnderTheirRequests) {
    constexpr std::size_t threads = 32;
    EchoServer server;
    server->clear_requests();
    std::optional<Client> client(
        ClientConfig{.base_url = server->url(), .limits = {.max_connections = threads / 2}});
    Ending ending;
    std::vector<std::jthread> callers;
    for (std::size_t i = 0; i < threads; ++i) {
        callers.emplace_back([&ending, builder = client->get("/silent")]() mutable {
            ending.count(std::move(builder).try_send());
        });
    }
    EXPECT_TRUE(server->wait_for_requests(threads / 2, testing::patience));
    client.reset();
    callers.clear();
    EXPECT_EQ(ending.closed, threads);
}

/// Asks one thing after the other on its thread's event loop.
Task<void> ask_often(const AsyncClient& client, std::size_t thread, std::size_t turns,
                     std::atomic<std::size_t>& right) {
    for (std::size_t turn = 0; turn < turns; ++turn) {
        const std::string what = std::to_string(thread) + "-" + std::to_string(turn);
        const Response response = co_await client.get("/later/{what}").path("what", what).send();
        if (response.bytes() == what) ++right;
    }
}

TEST(Threads, MayRunAnAsyncClientEach) {
    constexpr std::size_t threads = 8;
    constexpr std::size_t coroutines = 10;
    constexpr std::size_t turns = testing::many(50, 10);
    EchoServer server;
    std::atomic<std::size_t> right = 0;
    in_threads(threads, [&](std::size_t thread) {
        asio::io_context loop(1);
        const AsyncClient client(loop.get_executor(),
                                 {.base_url = server->url(), .limits = {.max_connections = 4}});
        for (std::size_t i = 0; i < coroutines; ++i)
            asio::co_spawn(loop, ask_often(client, thread, turns, right), asio::detached);
        testing::run_dry(loop);
        EXPECT_EQ(client.pool_stats().in_use, 0u);
        EXPECT_LE(client.pool_stats().opened, 4u);
    });
    EXPECT_EQ(right, threads * coroutines * turns);
}

}  // namespace
}  // namespace curlew
