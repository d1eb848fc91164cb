#include "support/client_thread.hpp"
#include "support/obstacle.hpp"

#include <curlew/async_client.hpp>
#include <curlew/client.hpp>

#include <cstddef>
#include <filesystem>
#include <future>
#include <iterator>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using testing::Ask;
using testing::ClientThread;
using testing::Obstacle;
using testing::ServerResponse;
using testing::TestServer;

void expect_closed(std::future<Response> pending, Phase phase) {
    try {
        testing::get(std::move(pending));
        ADD_FAILURE() << "answered in spite of it";
    } catch (const ClosedError& error) {
        EXPECT_EQ(error.phase(), phase) << error.what();
    }
}

class AsyncClosing : public ::testing::TestWithParam<Phase> {
protected:
    AsyncClosing() {
        const auto start = [this](const Ask& ask) {
            return thread_.call([&ask](AsyncClient& client) {
                return client.request(ask.method, ask.url)
                    .body(ask.body, "")
                    .send(asio::use_future);
            });
        };
        obstacle_.prepare(start);
        pending_ = start(obstacle_.ask());
        EXPECT_TRUE(obstacle_.wait_until_reached([this] { return thread_.pool_stats(); }));
        thread_.settle();
    }

    Obstacle obstacle_{GetParam()};
    ClientThread thread_{obstacle_.config()};
    std::future<Response> pending_;
};

INSTANTIATE_TEST_SUITE_P(Phases, AsyncClosing, ::testing::ValuesIn(testing::waiting_phases()),
                         [](const auto& test) { return testing::name_of(test.param); });

TEST_P(AsyncClosing, EndsRequestsWhereverTheyAre) {
    thread_.call([](AsyncClient& client) { client.close(); });
    expect_closed(thread_.settled(std::move(pending_)), GetParam());
    obstacle_.expect_all_closed();
    const PoolStats stats = thread_.pool_stats();
    EXPECT_EQ(stats.in_use, 0u);
    EXPECT_EQ(stats.idle, 0u);
    EXPECT_EQ(stats.waiting, 0u);
}

TEST_P(AsyncClosing, ComesWithDestruction) {
    thread_.destroy_client();
    expect_closed(thread_.settled(std::move(pending_)), GetParam());
    obstacle_.expect_all_closed();
}

class Closing : public ::testing::TestWithParam<Phase> {
protected:
    Closing() {
        obstacle_.prepare([this](const Ask& ask) { return start(ask); });
        pending_ = start(obstacle_.ask());
        EXPECT_TRUE(obstacle_.wait_until_reached([this] { return client_->pool_stats(); }));
    }

    /// The other thread has nothing but the builder: the client may go before it.
    std::future<Response> start(const Ask& ask) {
        RequestBuilder builder = client_->request(ask.method, ask.url).body(ask.body, "");
        return std::async(std::launch::async, [builder = std::move(builder)]() mutable {
            return std::move(builder).send();
        });
    }

    Obstacle obstacle_{GetParam()};
    std::optional<Client> client_{obstacle_.config()};
    std::future<Response> pending_;
};

INSTANTIATE_TEST_SUITE_P(Phases, Closing, ::testing::ValuesIn(testing::waiting_phases()),
                         [](const auto& test) { return testing::name_of(test.param); });

TEST_P(Closing, EndsRequestsOfOtherThreadsWhereverTheyAre) {
    client_->close();
    expect_closed(std::move(pending_), GetParam());
    obstacle_.expect_all_closed();
    const PoolStats stats = client_->pool_stats();
    EXPECT_EQ(stats.in_use, 0u);
    EXPECT_EQ(stats.idle, 0u);
    EXPECT_EQ(stats.waiting, 0u);
}

TEST_P(Closing, ComesWithDestruction) {
    client_.reset();
    expect_closed(std::move(pending_), GetParam());
    obstacle_.expect_all_closed();
}

TEST(ClosedAsyncClient, RefusesFurtherRequestsAndHasNoConnections) {
    TestServer server;
    server.get("/", [] { return ServerResponse::text("fine"); });
    ClientThread thread({.base_url = server.url()});
    const auto ask = [&] {
        return testing::get(thread.settled(thread.call(
            [](AsyncClient& client) { return client.get("/").send(asio::use_future); })));
    };
    EXPECT_EQ(ask().bytes(), "fine");
    thread.call([](AsyncClient& client) {
        EXPECT_FALSE(client.is_closed());
        client.close();
        client.close();
        EXPECT_TRUE(client.is_closed());
    });
    EXPECT_TRUE(server.wait_for_open_connections(0, testing::patience));
    EXPECT_THROW(ask(), ClosedError);
    EXPECT_EQ(server.request_count(), 1u);
}

TEST(ClosedAsyncClient, OutlivesItselfInWhatWasNotAwaitedYet) {
    boost::asio::io_context loop;
    std::optional<AsyncClient> client(std::in_place, loop.get_executor());
    AsyncRequestBuilder builder = client->get("http://localhost/");
    Task<Response> task = client->get("http://localhost/").send();
    client.reset();
    EXPECT_THROW(testing::run_on(loop, std::move(builder).send()), ClosedError);
    EXPECT_THROW(testing::run_on(loop, std::move(task)), ClosedError);
}

std::ptrdiff_t open_descriptors() {
    const std::filesystem::directory_iterator begin("/proc/self/fd");
    return std::distance(begin, std::filesystem::directory_iterator());
}

TEST(ClosedAsyncClient, LeavesNoDescriptorOpen) {
    TestServer server;
    server.get("/", [] { return ServerResponse::text("fine"); });
    asio::io_context loop(1);
    const auto ask = [&] {
        const AsyncClient client(loop.get_executor(), {.base_url = server.url()});
        EXPECT_EQ(testing::run_on(loop, client.get("/").send()).bytes(), "fine");
    };
    ask();  // the loop has descriptors of its own
    testing::run_dry(loop);
    EXPECT_TRUE(server.wait_for_open_connections(0, testing::patience));
    const std::ptrdiff_t before = open_descriptors();
    for (int i = 0; i < 20; ++i)
        ask();
    testing::run_dry(loop);
    EXPECT_TRUE(server.wait_for_open_connections(0, testing::patience));
    EXPECT_EQ(open_descriptors(), before);
}

Task<Response> await_elsewhere(const AsyncClient& client) {
    Response response = co_await client.get("/head").send();
    co_return response;
}

TEST(ClosedAsyncClient, EndsWhatIsAwaitedOnAnotherExecutor) {
    const Obstacle obstacle(Phase::head);
    ClientThread thread(obstacle.config());
    asio::thread_pool elsewhere(1);
    auto pending = thread.call([&](AsyncClient& client) {
        return asio::co_spawn(elsewhere, await_elsewhere(client), asio::use_future);
    });
    ASSERT_TRUE(obstacle.server().wait_for_requests(1, testing::patience));
    thread.settle();
    thread.destroy_client();
    pending.wait_for(testing::patience);
    elsewhere.join();  // as in ClientThread::settled()
    expect_closed(std::move(pending), Phase::head);
}

}  // namespace
}  // namespace curlew
