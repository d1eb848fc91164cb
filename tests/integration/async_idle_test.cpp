#include "support/async_run.hpp"

#include <curlew/async_client.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::Script;
using testing::ServerResponse;
using testing::TestServer;

/// Connections that wait for the next request, on a loop that runs as long as there is work.
class AsyncIdle : public ::testing::TestWithParam<bool> {
protected:
    AsyncIdle() {
        server_.fallback([] { return ServerResponse::text("fine"); });
    }

    [[nodiscard]] ClientConfig config() const {
        ClientConfig config{.base_url = server_.url()};
        if (GetParam()) config.verify_ssl = VerifySsl::ca_pem(server_.ca_pem());
        return config;
    }

    TestServer server_{testing::TestServerConfig{.tls = GetParam()}};
    asio::io_context loop_{1};
    AsyncClient client_{loop_.get_executor(), config()};
};

INSTANTIATE_TEST_SUITE_P(Connections, AsyncIdle, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "Tls" : "Plain"; });

TEST_P(AsyncIdle, DoNotKeepTheLoopRunningAndAreThereWhenItRunsAgain) {
    for (int i = 0; i < 3; ++i) {
        auto pending = client_.post("/").send(asio::use_future);
        testing::run_dry(loop_);
        EXPECT_EQ(testing::get(std::move(pending)).bytes(), "fine");
        EXPECT_EQ(client_.pool_stats().idle, 1u);
    }
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_P(AsyncIdle, DoNotKeepAThreadPoolRunningOnceTheClientIsClosed) {
    asio::thread_pool pool(2);
    AsyncClient client(asio::make_strand(pool), config());
    auto pending = client.get("/").send(asio::use_future);
    EXPECT_EQ(testing::get(std::move(pending)).bytes(), "fine");
    asio::post(client.get_executor(), [&client] { client.close(); });
    auto joined = std::async(std::launch::async, [&pool] { pool.join(); });
    EXPECT_EQ(joined.wait_for(testing::patience), std::future_status::ready);
    pool.stop();
}

/// Lets the loop run until no connection is idle.
Task<void> until_none_is_idle(const AsyncClient& client) {
    while (client.pool_stats().idle > 0)
        co_await testing::turns(1);
}

TEST_P(AsyncIdle, AreDroppedWhenTheServerClosesThem) {
    EXPECT_EQ(testing::run_on(loop_, client_.post("/").send()).bytes(), "fine");
    EXPECT_EQ(client_.pool_stats().idle, 1u);
    EXPECT_EQ(server_.close_idle_connections(), 1u);
    testing::run_on(loop_, until_none_is_idle(client_));
    // POST is not sent twice: it has to go to a new connection at once.
    EXPECT_EQ(testing::run_on(loop_, client_.post("/").send()).bytes(), "fine");
    EXPECT_EQ(client_.pool_stats().opened, 2u);
    EXPECT_EQ(server_.request_count(), 2u);
}

TEST_P(AsyncIdle, AreNotUsedWhenTheServerClosedThemWhileNothingRan) {
    EXPECT_EQ(testing::run_on(loop_, client_.post("/").send()).bytes(), "fine");
    EXPECT_EQ(server_.close_idle_connections(), 1u);
    EXPECT_TRUE(server_.wait_for_open_connections(0, testing::patience));
    EXPECT_EQ(testing::run_on(loop_, client_.post("/").send()).bytes(), "fine");
    EXPECT_EQ(server_.connection_count(), 2u);
    EXPECT_EQ(server_.request_count(), 2u);
}

TEST_P(AsyncIdle, AreNotUsedWhenTheServerSaidSomethingUnasked) {
    server_.script("/chatty", Script().read_request().send(
                                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
                                  "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_EQ(testing::run_on(loop_, client_.get("/chatty").send()).bytes(), "hi");
    EXPECT_EQ(testing::run_on(loop_, client_.get("/").send()).bytes(), "fine");
    EXPECT_EQ(server_.connection_count(), 2u);
}

TEST_P(AsyncIdle, AreNotEvenHandedOnWhenTheServerSaidTooMuch) {
    ClientConfig config = this->config();
    config.limits.max_connections = 1;
    const AsyncClient client(loop_.get_executor(), config);
    // Too long to be read at once; what follows is in the same record of TLS as its end.
    const std::string body(20'000, 'x');
    server_.script("/chatty", Script().read_request().send(
                                  "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + body +
                                  "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled"));
    auto chatty = client.get("/chatty").send(asio::use_future);
    auto next = client.get("/").send(asio::use_future);
    testing::run_dry(loop_);
    EXPECT_TRUE(testing::get(std::move(chatty)).bytes() == body);
    EXPECT_EQ(testing::get(std::move(next)).bytes(), "fine");
}

TEST_P(AsyncIdle, AreClosedWithTheClient) {
    {
        AsyncClient other(loop_.get_executor(), config());
        EXPECT_EQ(testing::run_on(loop_, other.get("/").send()).bytes(), "fine");
        EXPECT_EQ(server_.open_connections(), 1u);
    }
    testing::run_dry(loop_);
    EXPECT_TRUE(server_.wait_for_open_connections(0, testing::patience));
}

TEST_P(AsyncIdle, AreKeptOnlyAsLongAsTheyMay) {
    ClientConfig brief = config();
    brief.limits.keepalive_expiry = 1ms;
    const AsyncClient client(loop_.get_executor(), brief);
    EXPECT_EQ(testing::run_on(loop_, client.post("/").send()).bytes(), "fine");
    std::this_thread::sleep_for(5ms);  // nothing but time makes a connection old
    EXPECT_EQ(testing::run_on(loop_, client.post("/").send()).bytes(), "fine");
    EXPECT_EQ(client.pool_stats().opened, 2u);
}

}  // namespace
}  // namespace curlew
