#include "support/async_run.hpp"
#include "support/sanitizers.hpp"

#include <curlew/async_client.hpp>
#include <curlew/testing/test_server.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <future>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using testing::Latch;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

constexpr std::size_t requests = testing::many(100'000, 10'000);
constexpr std::size_t at_once = 200;
constexpr std::size_t connections = 50;
/// How long servers make a client wait in the middle of things.
constexpr auto a_while = std::chrono::milliseconds(testing::many(2, 10));
/// The same for uploads, which are so few that they have to be long to be met.
constexpr auto a_long_while = 10 * a_while;

/// What became of the requests.
struct Tally {
    std::size_t begun = 0;
    std::size_t completed = 0;
    std::map<Phase, std::size_t> cancelled;
    std::map<std::string, std::size_t> failed;

    [[nodiscard]] std::size_t all_cancelled() const {
        std::size_t sum = 0;
        for (const auto& [phase, count] : cancelled)
            sum += count;
        return sum;
    }
};

/// Several, one after the other: every connection that is given up occupies its pair of ports for a
/// minute.
class Servers {
public:
    Servers() {
        for (auto& server : servers_) {
            server =
                std::make_unique<TestServer>(testing::TestServerConfig{.record_requests = false});
            server->get("/quick", [] { return ServerResponse::text("quick"); });
            server->get("/late", [] { return ServerResponse::text("late").after(a_while); });
            server->script("/large", Script()
                                         .read_request()
                                         .send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                                         .pause(a_while)
                                         .send(std::string(100'000, 'x')));
            server->script("/upload", Script()
                                          .read_head()
                                          .pause(a_long_while)
                                          .read_body()
                                          .send("HTTP/1.1 204 No Content\r\n\r\n"));
        }
    }

    /// The one for request number `number`.
    [[nodiscard]] const TestServer& at(std::size_t number) const {
        return *servers_.at(number * servers_.size() / (requests + 1));
    }

private:
    std::array<std::unique_ptr<TestServer>, 4> servers_;
};

AsyncRequestBuilder any_request(const AsyncClient& client, const TestServer& server,
                                std::mt19937& random) {
    const auto choice = random() % 128;
    if (choice == 0) {  // more than fits into the buffers of the system
        return client.post(server.url("/upload")).body(std::string(5'000'000, 'x'));
    }
    if (choice < 16) return client.get(server.url("/large"));
    if (choice < 48) return client.get(server.url("/late"));
    return client.get(server.url("/quick"));
}

Task<void> send(Task<Response> request, Tally& tally) {
    try {
        co_await std::move(request);
        ++tally.completed;
    } catch (const CancelledError& error) {
        ++tally.cancelled[error.phase()];
    } catch (const std::exception& error) {
        ++tally.failed[error.what()];
    }
}

/// Ends after some turns of the loop, or some microseconds, or not before the request does.
Task<void> moment(std::mt19937& random) {
    std::chrono::microseconds soon = testing::patience;
    switch (random() % 4) {
        case 0:
            co_return co_await testing::turns(static_cast<int>(random() % 200));
        case 1:
            soon = std::chrono::microseconds(random() % 40'000);
            break;
        default:  // without these the servers would have nothing to do but accept and close
            break;
    }
    asio::steady_timer timer(co_await asio::this_coro::executor, soon);
    co_await timer.async_wait(asio::use_awaitable);
}

/// Sends one after the other, and cancels each that takes longer than its moment.
Task<void> worker(const AsyncClient& client, const Servers& servers, std::mt19937& random,
                  Tally& tally) {
    const auto executor = co_await asio::this_coro::executor;
    while (tally.begun < requests) {
        ++tally.begun;
        Task<Response> request = any_request(client, servers.at(tally.begun), random).send();
        auto both = asio::experimental::make_parallel_group(
            asio::co_spawn(executor, send(std::move(request), tally), asio::deferred),
            asio::co_spawn(executor, moment(random), asio::deferred));
        co_await both.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    }
}

/// As many at once as there may be: the server answers none of them before the last has come.
void expect_full_pool(asio::io_context& loop, const AsyncClient& client) {
    const Latch all_there;
    std::size_t there = 0;
    TestServer server;
    server.get("/", [&] {
        if (++there == connections) all_there.release();
        return ServerResponse::text("together").when(all_there);
    });
    std::vector<std::future<Response>> answers;
    for (std::size_t i = 0; i < connections; ++i)
        answers.push_back(client.get(server.url("/")).send(asio::use_future));
    testing::run_dry(loop);
    for (auto& answer : answers)
        EXPECT_EQ(testing::get(std::move(answer)).bytes(), "together");
    EXPECT_EQ(server.connection_count(), connections);
}

TEST(CancelStorm, LosesNoConnectionOfThePool) {
    const Servers servers;
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(),
                             {.timeout = TimeoutConfig::each(testing::patience),
                              .limits = {.max_connections = connections}});
    std::mt19937 random(20'240'607);
    Tally tally;

    std::vector<std::future<void>> workers;
    for (std::size_t i = 0; i < at_once; ++i) {
        workers.push_back(
            asio::co_spawn(loop, worker(client, servers, random, tally), asio::use_future));
    }
    testing::run_dry(loop);
    for (auto& one : workers)
        testing::get(std::move(one));

    for (const auto& [message, count] : tally.failed)
        ADD_FAILURE() << count << " times: " << message;
    EXPECT_EQ(tally.completed + tally.all_cancelled(), requests);
    EXPECT_GT(tally.completed, 0u);
    for (const Phase phase : {Phase::pool, Phase::write, Phase::head, Phase::body})
        EXPECT_GT(tally.cancelled[phase], 0u) << "while " << to_string(phase);
    EXPECT_EQ(client.pool_stats().in_use, 0u);
    EXPECT_EQ(client.pool_stats().waiting, 0u);
    expect_full_pool(loop, client);
}

}  // namespace
}  // namespace curlew
