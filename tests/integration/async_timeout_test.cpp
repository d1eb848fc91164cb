#include "support/client_thread.hpp"
#include "support/obstacle.hpp"

#include <curlew/async_client.hpp>

#include <chrono>
#include <future>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::Ask;
using testing::ClientThread;
using testing::Obstacle;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

/// A request that no server lets past one phase: only a time limit ends it.
class AsyncTimeout : public ::testing::TestWithParam<Phase> {
protected:
    AsyncTimeout() { obstacle_.prepare(start()); }

    Obstacle::Start start() {
        return [this](const Ask& ask) { return send(ask, obstacle_.config().timeout); };
    }
    std::future<Response> send(const Ask& ask, const TimeoutConfig& timeout) {
        return thread_.call([&](AsyncClient& client) {
            return client.request(ask.method, ask.url)
                .body(ask.body, "")
                .timeout(timeout)
                .send(asio::use_future);
        });
    }

    /// Expects that the limit ends the request where it is stuck. A machine that is very busy may
    /// not get it there in time; then it gets more.
    template <class Error>
    void expect_timeout(std::optional<Duration> TimeoutConfig::* limited) {
        Phase phase = Phase::prepare;
        for (Duration limit = 40ms; phase != GetParam() && limit < 15s; limit *= 4) {
            TimeoutConfig timeout = obstacle_.config().timeout;
            timeout.*limited = limit;
            try {
                testing::get(thread_.settled(send(obstacle_.ask(), timeout)));
                ADD_FAILURE() << "answered in spite of it";
            } catch (const Error& error) {
                phase = error.phase();
                EXPECT_GE(error.elapsed(), limit);
            }
        }
        EXPECT_EQ(phase, GetParam());
        obstacle_.expect_unharmed(start(), [this] { return thread_.pool_stats(); });
    }

    Obstacle obstacle_{GetParam()};
    ClientThread thread_{obstacle_.config()};
};

INSTANTIATE_TEST_SUITE_P(Phases, AsyncTimeout, ::testing::ValuesIn(testing::network_phases()),
                         [](const auto& test) { return testing::name_of(test.param); });

TEST_P(AsyncTimeout, OfThePhaseEndsTheRequestInIt) {
    switch (GetParam()) {
        case Phase::pool:
            return expect_timeout<PoolTimeoutError>(&TimeoutConfig::pool);
        case Phase::connect:
        case Phase::tls:
            return expect_timeout<ConnectTimeoutError>(&TimeoutConfig::connect);
        case Phase::write:
            return expect_timeout<WriteTimeoutError>(&TimeoutConfig::write);
        default:
            return expect_timeout<ReadTimeoutError>(&TimeoutConfig::read);
    }
}

TEST_P(AsyncTimeout, OfTheWholeRequestEndsItInEveryPhase) {
    expect_timeout<TotalTimeoutError>(&TimeoutConfig::total);
}

/// Answers at once, or a good while after the limits below are over.
class LateServer {
public:
    static constexpr auto limit = 60ms;

    LateServer() {
        server_.get("/quick", [] { return ServerResponse::text("quick"); });
        server_.get("/late", [] { return ServerResponse::text("late").after(2 * limit); });
    }

    [[nodiscard]] const TestServer& server() const noexcept { return server_; }

private:
    TestServer server_;
};

/// One request within its limits, and the next one on the same connection without such limits.
/// Returns whether both were answered on one connection.
Task<bool> one_after_the_other(const AsyncClient& client, const TimeoutConfig& first) {
    const Result<Response> quick = co_await client.get("/quick").timeout(first).try_send();
    const auto opened = client.pool_stats().opened;
    const Response late = co_await client.get("/late").timeout(testing::patience).send();
    // On a machine that is very busy the first may have been too late: that proves nothing.
    co_return !quick.has_value() ||
        (late.bytes() == "late" && client.pool_stats().opened == opened);
}

TEST(AsyncTimeouts, OfOneRequestNeverEndTheNext) {
    const LateServer server;
    asio::io_context loop(1);
    const Duration limit = LateServer::limit;
    const std::vector<TimeoutConfig> limits = {
        {.connect = limit}, {.read = limit}, {.write = limit}, {.pool = limit}, {.total = limit}};
    // Each has a client, and so a connection, of its own; they wait at the same time.
    std::vector<AsyncClient> clients;
    std::vector<std::future<bool>> results;
    clients.reserve(limits.size());
    for (const TimeoutConfig& first : limits) {
        const AsyncClient& client = clients.emplace_back(
            loop.get_executor(), ClientConfig{.base_url = server.server().url()});
        results.push_back(
            asio::co_spawn(loop, one_after_the_other(client, first), asio::use_future));
    }
    testing::run_dry(loop);
    for (auto& result : results)
        EXPECT_TRUE(testing::get(std::move(result)));
}

TEST(AsyncTimeouts, OfOnePhaseDoNotCountInTheOthers) {
    const LateServer server;
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(), {.base_url = server.server().url(),
                                                   .timeout = {.connect = LateServer::limit,
                                                               .read = testing::patience,
                                                               .write = LateServer::limit,
                                                               .pool = LateServer::limit}});
    const Response response = testing::run_on(loop, client.get("/late").send());
    EXPECT_EQ(response.bytes(), "late");
}

TEST(AsyncTimeouts, ForTheNextPieceBeginAnewWithEveryPiece) {
    TestServer server;
    // Longer than the limit in all, and each step far shorter.
    server.script("/",
                  testing::Script().read_request().trickle(
                      "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n" + std::string(60, 'x'), 8ms));
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(), {.base_url = server.url()});
    const Response response =
        testing::run_on(loop, client.get("/").timeout({.read = 500ms}).send());
    EXPECT_EQ(response.bytes().size(), 60u);
}

TEST(AsyncTimeouts, LeaveNothingBehindThatKeepsTheLoopRunning) {
    TestServer server;
    server.get("/", [] { return ServerResponse::text("fine"); });
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(), {.base_url = server.url()});
    const TimeoutConfig hours = {
        .connect = 10h, .read = 10h, .write = 10h, .pool = 10h, .total = 10h};
    auto pending = client.get("/").timeout(hours).send(asio::use_future);
    testing::run_dry(loop);
    EXPECT_EQ(testing::get(std::move(pending)).bytes(), "fine");
}

}  // namespace
}  // namespace curlew
