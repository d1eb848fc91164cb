#include "support/async_run.hpp"
#include "support/sanitizers.hpp"

#include <curlew/async_client.hpp>
#include <curlew/testing/test_server.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using testing::Latch;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

/// Sends request number `number`, and counts it when it has its answer.
Task<void> ask(const AsyncClient& client, std::size_t number, std::size_t& answered) {
    const Response response = co_await client.get("/{n}").path("n", number).send();
    if (response.bytes() == "fine") ++answered;
}

/// Asks for 0, 1, 2, ... all at once, in this order. Returns how many answers came.
std::size_t ask_for(asio::io_context& loop, const AsyncClient& client, std::size_t count) {
    std::size_t answered = 0;
    std::string failure;
    for (std::size_t i = 0; i < count; ++i) {
        asio::co_spawn(loop, ask(client, i, answered), [&](std::exception_ptr error) {
            try {
                if (error) std::rethrow_exception(error);
            } catch (const std::exception& e) {
                failure = e.what();
            }
        });
    }
    testing::run_dry(loop);
    EXPECT_EQ(failure, "");
    return answered;
}

/// Where the waiting takes as long as all that is before.
ClientConfig patient(const TestServer& server, const Limits& limits) {
    return {.base_url = server.url(),
            .timeout = {.read = testing::patience, .pool = std::nullopt},
            .limits = limits};
}

/// Notes who comes, and answers when a group is complete: then as many requests are under way as
/// there may be, and each that is answered lets in the next one that waits.
class Groups {
public:
    explicit Groups(std::size_t size) : size_(size), server_({.record_requests = false}) {
        server_.get("/{n}", [this](const ServerRequest& request) { return arrive(request); });
    }

    [[nodiscard]] const TestServer& server() const noexcept { return server_; }
    /// In order of arrival. To be read when nothing is under way.
    [[nodiscard]] const std::vector<std::size_t>& arrivals() const noexcept { return arrivals_; }
    [[nodiscard]] std::size_t most_connections() const noexcept { return most_connections_; }

private:
    ServerResponse arrive(const ServerRequest& request) {
        arrivals_.push_back(std::stoul(request.path_param("n")));
        most_connections_ = std::max(most_connections_, server_.open_connections());
        const Latch group = group_;
        if (arrivals_.size() % size_ == 0) {
            group_ = Latch();
            group.release();
        }
        return ServerResponse::text("fine").when(group);
    }

    const std::size_t size_;
    Latch group_;
    std::vector<std::size_t> arrivals_;
    std::size_t most_connections_ = 0;
    TestServer server_;
};

TEST(PoolFairness, ServesOneAfterTheOtherInTheOrderInWhichTheyCame) {
    constexpr std::size_t count = testing::many(20'000, 5'000);
    Groups groups(1);
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(), patient(groups.server(), {.max_connections = 1}));
    EXPECT_EQ(ask_for(loop, client, count), count);
    EXPECT_EQ(groups.arrivals().size(), count);
    EXPECT_TRUE(std::ranges::is_sorted(groups.arrivals()));
    EXPECT_EQ(groups.server().connection_count(), 1u);
}

TEST(PoolFairness, LetsAHundredThousandThroughAHundredConnectionsInOrder) {
    constexpr std::size_t count = testing::many(100'000, 10'000);
    constexpr std::size_t connections = 100;
    Groups groups(connections);
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(),
                             patient(groups.server(), {.max_connections = connections,
                                                       .max_keepalive_connections = connections}));
    EXPECT_EQ(ask_for(loop, client, count), count);
    ASSERT_EQ(groups.arrivals().size(), count);
    // Within a group, whose requests are all under way at once, the network may mix them.
    std::size_t misplaced = 0;
    for (std::size_t i = 0; i < count; ++i)
        if (groups.arrivals()[i] / connections != i / connections) ++misplaced;
    EXPECT_EQ(misplaced, 0u);
    EXPECT_EQ(groups.server().connection_count(), connections);
    EXPECT_LE(groups.most_connections(), connections);
    EXPECT_EQ(client.pool_stats().in_use, 0u);
    EXPECT_EQ(client.pool_stats().waiting, 0u);
    EXPECT_EQ(client.pool_stats().opened, connections);
}

TEST(PoolPerHost, LimitsConnectionsToEachHostAndNotToAllOfThem) {
    constexpr std::size_t per_host = 3;
    constexpr std::size_t count = 30;
    // A group is complete only if the other host's requests take no place away.
    Groups one(per_host);
    Groups other(per_host);
    asio::io_context loop(1);
    const Limits limits{.max_connections = 10, .max_connections_per_host = per_host};
    const AsyncClient client(loop.get_executor(), patient(one.server(), limits));
    std::size_t answered = 0;
    const auto ask_at = [&](const TestServer& server, std::size_t number) -> Task<void> {
        const Response response = co_await client.get(server.url("/{n}")).path("n", number).send();
        if (response.bytes() == "fine") ++answered;
    };
    for (std::size_t i = 0; i < count; ++i) {
        asio::co_spawn(loop, ask_at(one.server(), i), asio::detached);
        asio::co_spawn(loop, ask_at(other.server(), i), asio::detached);
    }
    testing::run_dry(loop);
    EXPECT_EQ(answered, 2 * count);
    for (const Groups* host : {&one, &other}) {
        EXPECT_EQ(host->server().connection_count(), per_host);
        EXPECT_LE(host->most_connections(), per_host);
        for (std::size_t i = 0; i < host->arrivals().size(); ++i)
            EXPECT_EQ(host->arrivals()[i] / per_host, i / per_host);
    }
}

TEST(PoolPerHost, LetsRequestsPassThatWaitForNobody) {
    const Latch answer;
    TestServer busy;
    busy.get("/", [&] { return ServerResponse::text("at last").when(answer); });
    TestServer idle;
    idle.get("/", [] { return ServerResponse::text("at once"); });
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(),
                             patient(busy, {.max_connections = 2, .max_connections_per_host = 1}));
    std::vector<std::string> answers;
    const auto ask_at = [&](const TestServer& server) -> Task<void> {
        const Response response = co_await client.get(server.url("/")).send();
        answers.push_back(response.bytes());
        if (response.bytes() == "at once") answer.release();
    };
    for (int i = 0; i < 5; ++i)
        asio::co_spawn(loop, ask_at(busy), asio::detached);
    asio::co_spawn(loop, ask_at(idle), asio::detached);
    testing::run_dry(loop);
    ASSERT_EQ(answers.size(), 6u);
    EXPECT_EQ(answers.front(), "at once") << "the five before it waited for another host";
    EXPECT_EQ(busy.connection_count(), 1u);
}

}  // namespace
}  // namespace curlew
