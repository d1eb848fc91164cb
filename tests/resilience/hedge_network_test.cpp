#include "support/client_thread.hpp"
#include "support/each_client.hpp"

#include <curlew/testing/latch.hpp>
#include <curlew/testing/test_server.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::ClientThread;
using testing::Latch;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

/// Over real sockets: a server whose first answer never comes, and whose later ones do.
class HedgeNetwork : public ::testing::TestWithParam<bool> {
protected:
    HedgeNetwork() {
        server_.get("/", [this](const ServerRequest&) {
            const int number = ++requests_;
            auto answer = ServerResponse::text("answer " + std::to_string(number));
            return number == 1 ? answer.when(never_) : answer;
        });
        server_.get("/failing", [this] { return ServerResponse::status(503).when(failing_); });
    }

    testing::EitherClient client() const {
        return {GetParam(), {.base_url = server_.url(), .hedge = HedgeConfig{.delay = 0s}}};
    }

    const Latch never_;
    const Latch failing_;
    std::atomic<int> requests_ = 0;
    TestServer server_;
};

INSTANTIATE_TEST_SUITE_P(With, HedgeNetwork, ::testing::Bool(), [](const auto& test) {
    return std::string(test.param ? "AsyncClient" : "Client");
});

TEST_P(HedgeNetwork, ASlowAttemptIsEndedByAQuickOne) {
    auto client = this->client();
    const Response response = client.send("GET", "/", [](auto request) { return request; });
    EXPECT_EQ(response.bytes(), "answer 2");
    EXPECT_EQ(response.attempt_count(), 2);
    EXPECT_EQ(client.pool_stats().in_use, 0U);
    EXPECT_EQ(client.pool_stats().idle, 1U) << "the connection of the slow attempt is closed";
    EXPECT_EQ(client.send("GET", "/", [](auto request) { return request; }).status(), 200);
}

TEST_P(HedgeNetwork, FailsOnceAllHaveFailed) {
    auto client = this->client();
    auto pending = std::async(std::launch::async, [&] {
        return client.send("GET", "/failing",
                           [](auto request) { return std::move(request).max_attempts(1); });
    });
    ASSERT_TRUE(server_.wait_for_requests(2, 30s));
    failing_.release();
    try {
        pending.get();
        FAIL() << "no error";
    } catch (const ServerError& error) {
        EXPECT_EQ(error.attempt_count(), 2);
    }
    EXPECT_EQ(client.pool_stats().in_use, 0U);
}

TEST(HedgeOfAClient, EndsAllItsAttemptsWhenAStopIsRequested) {
    const Latch never;
    TestServer server;
    server.get("/", [&] { return ServerResponse::text("never").when(never); });
    const Client client({.base_url = server.url(), .hedge = HedgeConfig{.delay = 0s}});
    std::stop_source stop;
    auto pending = std::async(std::launch::async,
                              [&] { return client.get("/").stop_token(stop.get_token()).send(); });
    ASSERT_TRUE(server.wait_for_requests(2, 30s));
    stop.request_stop();
    EXPECT_THROW(pending.get(), CancelledError);
    EXPECT_EQ(client.pool_stats().in_use, 0U);
}

TEST(HedgeOfAClient, EndsAllItsAttemptsWhenTheClientIsClosed) {
    const Latch never;
    TestServer server;
    server.get("/", [&] { return ServerResponse::text("never").when(never); });
    Client client({.base_url = server.url(), .hedge = HedgeConfig{.delay = 0s}});
    auto pending = std::async(std::launch::async, [&] { return client.get("/").send(); });
    ASSERT_TRUE(server.wait_for_requests(2, 30s));
    client.close();
    EXPECT_THROW(pending.get(), ClosedError);
    EXPECT_EQ(client.pool_stats().in_use, 0U);
}

TEST(HedgeOfAClient, LeavesAStreamThatAStopStillEnds) {
    TestServer server;
    server.script_once("/", testing::Script().read_request().hang());
    server.script("/", testing::Script()
                           .read_request()
                           .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "5\r\nbegin\r\n")
                           .hang());
    const Client client({.base_url = server.url(), .hedge = HedgeConfig{.delay = 0s}});
    std::stop_source stop;
    const auto response = client.get("/").stop_token(stop.get_token()).stream();
    auto pieces = response.bytes();
    auto piece = pieces.begin();
    EXPECT_EQ(*piece, "begin");
    stop.request_stop();
    EXPECT_THROW(++piece, CancelledError);
}

TEST(HedgeOfAClient, DoesNotWaitForAConnectionThatItsOwnAnswerHolds) {
    TestServer server;
    server.script("/", testing::Script()
                           .read_request()
                           .send("HTTP/1.1 503 Busy\r\nContent-Length: 10\r\n\r\n")
                           .hang());
    const Client client({.base_url = server.url(),
                         .timeout = TimeoutConfig::unlimited(),
                         .limits = {.max_connections = 1},
                         .hedge = HedgeConfig{.delay = 0s}});
    const auto response = client.get("/").raise_for_status(false).max_attempts(1).stream();
    EXPECT_EQ(response.status(), 503);
}

TEST(HedgeOfAClient, ServesManyThreads) {
    constexpr int threads = 16;
    constexpr int requests = 100;
    std::atomic<unsigned> seen = 0;
    TestServer server;
    server.get("/", [&](const ServerRequest&) {
        const auto answer = ServerResponse::text("fine");
        return ++seen % 7 == 0 ? answer.after(3ms) : answer;
    });
    const Client client(
        {.base_url = server.url(),
         .hedge = HedgeConfig{.delay = 1ms, .max_attempts = 3, .budget = std::nullopt}});
    std::atomic<int> answered = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < threads; ++i) {
            all.emplace_back([&] {
                for (int n = 0; n < requests; ++n)
                    answered += client.get("/").send().bytes() == "fine" ? 1 : 0;
            });
        }
    }
    EXPECT_EQ(answered, threads * requests);
    EXPECT_EQ(client.pool_stats().in_use, 0U);
}

/// An AsyncClient on a thread of its own, with both attempts of a request on their way.
class HedgeOfAnAsyncClient : public ::testing::Test {
protected:
    HedgeOfAnAsyncClient() {
        server_.get("/", [this] { return ServerResponse::text("never").when(never_); });
    }

    const Latch never_;
    TestServer server_;
};

TEST_F(HedgeOfAnAsyncClient, EndsAllItsAttemptsWhenItIsCancelled) {
    ClientThread thread({.base_url = server_.url(), .hedge = HedgeConfig{.delay = 0s}});
    asio::cancellation_signal signal;
    auto pending = thread.call([&](AsyncClient& client) {
        return asio::co_spawn(thread.loop(), client.get("/").send(),
                              asio::bind_cancellation_slot(signal.slot(), asio::use_future));
    });
    ASSERT_TRUE(server_.wait_for_requests(2, 30s));
    thread.call([&](AsyncClient&) { signal.emit(asio::cancellation_type::terminal); });
    EXPECT_THROW(testing::get(thread.settled(std::move(pending))), CancelledError);
    EXPECT_EQ(thread.pool_stats().in_use, 0U);
}

TEST_F(HedgeOfAnAsyncClient, ObeysEachKindOfCancellationThatItsCallerObeys) {
    ClientThread thread({.base_url = server_.url(), .hedge = HedgeConfig{.delay = 0s}});
    asio::cancellation_signal signal;
    const auto ask = [](const AsyncClient& client) -> Task<Response> {
        co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
        Task<Response> sending = client.get("/").send();
        co_return co_await std::move(sending);
    };
    auto pending = thread.call([&](AsyncClient& client) {
        return asio::co_spawn(thread.loop(), ask(client),
                              asio::bind_cancellation_slot(signal.slot(), asio::use_future));
    });
    ASSERT_TRUE(server_.wait_for_requests(2, 30s));
    thread.call([&](AsyncClient&) { signal.emit(asio::cancellation_type::total); });
    EXPECT_THROW(testing::get(thread.settled(std::move(pending))), CancelledError);
}

TEST_F(HedgeOfAnAsyncClient, LetsItsCallersHandlerThrow) {
    server_.get("/quick", [] { return ServerResponse::text("quick"); });
    asio::io_context loop(1);
    const auto strand = asio::make_strand(loop);
    const AsyncClient client(strand,
                             {.base_url = server_.url(), .hedge = HedgeConfig{.delay = 1h}});
    asio::co_spawn(strand, client.get("/quick").send(),
                   [](const std::exception_ptr&, const Response& response) {
                       throw std::runtime_error(response.bytes());
                   });
    EXPECT_THROW(loop.run(), std::runtime_error);
}

TEST_F(HedgeOfAnAsyncClient, IsCancelledBeforeItHedges) {
    ClientThread thread({.base_url = server_.url(), .hedge = HedgeConfig{.delay = 1h}});
    asio::cancellation_signal signal;
    auto pending = thread.call([&](AsyncClient& client) {
        return asio::co_spawn(thread.loop(), client.get("/").send(),
                              asio::bind_cancellation_slot(signal.slot(), asio::use_future));
    });
    ASSERT_TRUE(server_.wait_for_requests(1, 30s));
    thread.call([&](AsyncClient&) { signal.emit(asio::cancellation_type::terminal); });
    EXPECT_THROW(testing::get(thread.settled(std::move(pending))), CancelledError);
    EXPECT_EQ(thread.pool_stats().in_use, 0U);
}

TEST_F(HedgeOfAnAsyncClient, EndsAllItsAttemptsWhenItIsClosed) {
    ClientThread thread({.base_url = server_.url(), .hedge = HedgeConfig{.delay = 0s}});
    auto pending =
        thread.call([](AsyncClient& client) { return client.get("/").send(asio::use_future); });
    ASSERT_TRUE(server_.wait_for_requests(2, 30s));
    thread.call([](AsyncClient& client) { client.close(); });
    EXPECT_THROW(testing::get(thread.settled(std::move(pending))), ClosedError);
}

TEST_F(HedgeOfAnAsyncClient, MayGoWithItsEventLoop) {
    for (const Duration delay : {Duration(0s), Duration(1h)}) {
        asio::io_context loop(1);
        AsyncClient client(loop.get_executor(),
                           {.base_url = server_.url(), .hedge = HedgeConfig{.delay = delay}});
        asio::co_spawn(loop, client.get("/").send(), [](const auto&...) { FAIL() << "answered"; });
        const std::size_t before = server_.requests().size();
        const std::size_t wanted = before + (delay > 0s ? 1 : 2);
        while (server_.requests().size() < wanted)
            loop.run_one_for(100ms);
    }
}

TEST_F(HedgeOfAnAsyncClient, ServesManyRequests) {
    constexpr int many = 500;
    std::atomic<unsigned> seen = 0;
    server_.get("/mixed", [&](const ServerRequest&) {
        const auto answer = ServerResponse::text("fine");
        return ++seen % 7 == 0 ? answer.after(3ms) : answer;
    });
    ClientThread thread(
        {.base_url = server_.url(),
         .hedge = HedgeConfig{.delay = 1ms, .max_attempts = 3, .budget = std::nullopt}});
    std::vector<std::future<Response>> pending;
    thread.call([&](AsyncClient& client) {
        for (int i = 0; i < many; ++i)
            pending.push_back(client.get("/mixed").send(asio::use_future));
    });
    for (auto& one : pending)
        EXPECT_EQ(testing::get(std::move(one)).bytes(), "fine");
    EXPECT_EQ(thread.pool_stats().in_use, 0U);
}

}  // namespace
}  // namespace curlew
