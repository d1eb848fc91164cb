#include "support/async_run.hpp"
#include "support/obstacle.hpp"

#include <curlew/client.hpp>

#include <future>
#include <stop_token>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using testing::Ask;
using testing::Obstacle;
using testing::Script;
using testing::ServerResponse;
using testing::TestServer;

/// Sends it in a thread of its own.
std::future<Response> send(RequestBuilder builder) {
    return std::async(std::launch::async, [builder = std::move(builder)]() mutable {
        return std::move(builder).send();
    });
}

/// A synchronous request that is stopped in every phase in which it can wait, apart from looking up
/// the host: see testing::waiting_phases().
class StopToken : public ::testing::TestWithParam<Phase> {
protected:
    StopToken() { obstacle_.prepare(start()); }

    [[nodiscard]] RequestBuilder builder(const Ask& ask) const {
        return client_.request(ask.method, ask.url).body(ask.body, "");
    }
    [[nodiscard]] Obstacle::Start start() const {
        return [this](const Ask& ask) { return send(builder(ask)); };
    }
    [[nodiscard]] Obstacle::Stats stats() const {
        return [this] { return client_.pool_stats(); };
    }

    static void expect_cancelled(std::future<Response> pending) {
        try {
            testing::get(std::move(pending));
            ADD_FAILURE() << "answered in spite of it";
        } catch (const CancelledError& error) {
            EXPECT_EQ(error.phase(), GetParam()) << error.what();
        }
    }

    Obstacle obstacle_{GetParam()};
    const Client client_{obstacle_.config()};
    std::stop_source source_;
};

INSTANTIATE_TEST_SUITE_P(Phases, StopToken, ::testing::ValuesIn(testing::waiting_phases()),
                         [](const auto& test) { return testing::name_of(test.param); });

TEST_P(StopToken, EndsTheRequestWhereverItIs) {
    auto pending = send(builder(obstacle_.ask()).stop_token(source_.get_token()));
    ASSERT_TRUE(obstacle_.wait_until_reached(stats()));
    source_.request_stop();
    expect_cancelled(std::move(pending));
    obstacle_.expect_unharmed(start(), stats());
}

TEST_P(StopToken, EndsARequestThatWasBuiltBefore) {
    auto pending = std::async(std::launch::async,
                              [this, request = builder(obstacle_.ask()).build()]() mutable {
                                  return client_.send(std::move(request), source_.get_token());
                              });
    ASSERT_TRUE(obstacle_.wait_until_reached(stats()));
    source_.request_stop();
    expect_cancelled(std::move(pending));
    obstacle_.expect_unharmed(start(), stats());
}

TEST(StopTokens, ThatWereStoppedBeforehandSendNothing) {
    const TestServer server;
    const Client client({.base_url = server.url()});
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(client.get("/").stop_token(source.get_token()).send(), CancelledError);
    EXPECT_THROW(client.send(client.get("/").build(), source.get_token()), CancelledError);
    EXPECT_EQ(server.connection_count(), 0u);
    EXPECT_EQ(client.pool_stats().in_use, 0u);
}

TEST(StopTokens, ThatNobodyStopsChangeNothing) {
    TestServer server;
    server.get("/", [] { return ServerResponse::text("fine"); });
    const Client client({.base_url = server.url()});
    std::stop_source source;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(client.get("/").stop_token(source.get_token()).send().bytes(), "fine");
    source.request_stop();
    EXPECT_EQ(client.get("/").send().bytes(), "fine");
    EXPECT_EQ(server.connection_count(), 1u) << "a stop that comes too late closes nothing";
}

TEST(StopTokens, EndAllTheRequestsThatHaveThem) {
    TestServer server;
    server.script("/", Script().read_request().hang());
    const Client client({.base_url = server.url()});
    std::stop_source source;
    std::vector<std::future<Response>> pending;
    for (int i = 0; i < 8; ++i)
        pending.push_back(send(client.get("/").stop_token(source.get_token())));
    ASSERT_TRUE(server.wait_for_requests(8, testing::patience));
    source.request_stop();
    for (auto& request : pending)
        EXPECT_THROW(testing::get(std::move(request)), CancelledError);
    EXPECT_EQ(client.pool_stats().in_use, 0u);
    EXPECT_TRUE(server.wait_for_open_connections(0, testing::patience));
}

TEST(StopTokens, AreResultsToThoseWhoWantNoExceptions) {
    const Client client({.base_url = "http://localhost"});
    std::stop_source source;
    source.request_stop();
    const Result<Response> result = client.get("/").stop_token(source.get_token()).try_send();
    EXPECT_NE(result.error_as<CancelledError>(), nullptr);
}

}  // namespace
}  // namespace curlew
