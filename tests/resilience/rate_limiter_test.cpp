#include "support/async_run.hpp"
#include "support/mocked.hpp"

#include <curlew/rate_limiter.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using testing::as_it_is;
using testing::FakeClock;
using ::testing::HasSubstr;
using testing::MockTransport;
using testing::ServerResponse;
using ::testing::SizeIs;

class RateLimiterTest : public testing::Mocked {
protected:
    testing::EitherClient limited(const RateLimiter& limiter) const {
        return client(
            {.raise_for_status = false, .retry = {.max_attempts = 1}, .rate_limiter = limiter});
    }
    void send(testing::EitherClient& client, int count, const char* url = "/") {
        for (int i = 0; i < count; ++i)
            (void)client.send("GET", url, as_it_is);
    }
};

INSTANTIATE_TEST_SUITE_P(With, RateLimiterTest, ::testing::Bool(), testing::each_client_name);

TEST_P(RateLimiterTest, LetsRequestsWaitForTheirTurn) {
    mock_.get("/").reply(200);
    auto client = limited(RateLimiter({.limits = {{.permits = 10, .per = 1s}}}));
    send(client, 21);
    EXPECT_EQ(waited(), 2s);
}

TEST_P(RateLimiterTest, FailsAtOnceIfItIsNotToWait) {
    auto route = mock_.get("/").reply(200);
    auto client = limited(RateLimiter({.limits = {{.permits = 1, .per = 10s}}, .wait = false}));
    send(client, 1);
    try {
        send(client, 1);
        FAIL() << "sent";
    } catch (const RateLimitExceededError& error) {
        EXPECT_EQ(error.retry_in(), 10s);
        EXPECT_THAT(error.what(), AllOf(HasSubstr("1 in 10 s"), HasSubstr("another 10 s")));
    }
    EXPECT_EQ(waited(), 0s);
    clock_.advance(10s);
    EXPECT_NO_THROW(send(client, 1));
    route.assert_called(2);
}

TEST_P(RateLimiterTest, WaitsNoLongerThanItMay) {
    mock_.get("/").reply(200);
    const RateLimiter limiter({.limits = {{.permits = 1, .per = 10s}}, .max_wait = 9s});
    auto client = limited(limiter);
    send(client, 1);
    EXPECT_THROW(send(client, 1), RateLimitExceededError);
    EXPECT_EQ(waited(), 0s);
    clock_.advance(1s);
    EXPECT_NO_THROW(send(client, 1));
    EXPECT_EQ(waited(), 10s);
}

TEST_P(RateLimiterTest, WaitsNoLongerThanTheTotalTimeout) {
    mock_.get("/").reply(200);
    auto client =
        this->client({.timeout = {.total = 5s},
                      .rate_limiter = RateLimiter({.limits = {{.permits = 1, .per = 10s}}})});
    send(client, 1);
    EXPECT_THROW(send(client, 1), RateLimitExceededError);
    EXPECT_EQ(waited(), 0s);
}

TEST_P(RateLimiterTest, LimitsOriginsOnTheirOwn) {
    mock_.any().reply(200);
    auto client =
        limited(RateLimiter({.limits = {{.permits = 1, .per = 10s, .scope = RateScope::origin}}}));
    send(client, 1);
    send(client, 1, "https://other.example.com/");
    EXPECT_EQ(waited(), 0s);
    send(client, 1);
    EXPECT_EQ(waited(), 10s);
}

TEST_P(RateLimiterTest, LimitsRoutesAndMethods) {
    mock_.any().reply(200);
    auto client =
        limited(RateLimiter({.limits = {{.permits = 1, .per = 10s, .route = "/users/{id}"},
                                        {.permits = 1, .per = 3s, .method = "POST"}}}));
    send(client, 5, "/other");
    send(client, 1, "/users/1");
    EXPECT_EQ(waited(), 0s);
    send(client, 1, "/users/2");
    EXPECT_EQ(waited(), 10s);
    (void)client.send("POST", "/", as_it_is);
    (void)client.send("POST", "/", as_it_is);
    EXPECT_EQ(waited(), 13s);
}

TEST_P(RateLimiterTest, LimitsByKey) {
    mock_.any().reply(200);
    auto client = limited(
        RateLimiter({.limits = {{.permits = 1, .per = 10s, .key = [](const Request& r) {
                                     return std::string(r.headers().get("User").value_or(""));
                                 }}}}));
    for (const char* user : {"ann", "bob", "ann"}) {
        (void)client.send("GET", "/", [&](auto r) { return std::move(r).header("User", user); });
    }
    EXPECT_EQ(waited(), 10s);
}

TEST_P(RateLimiterTest, TakesNoPermitOfOneLimitWhereAnotherRefuses) {
    mock_.any().reply(200);
    auto client = limited(RateLimiter(
        {.limits = {{.permits = 1, .per = 1s}, {.permits = 1, .per = 1h, .route = "/rare"}},
         .max_wait = 10s}));
    send(client, 1, "/rare");
    for (int i = 0; i < 5; ++i)
        EXPECT_THROW(send(client, 1, "/rare"), RateLimitExceededError);
    send(client, 1);
    EXPECT_EQ(waited(), 1s);
}

TEST_P(RateLimiterTest, ShowsWhichPermitsAreFree) {
    mock_.get("/{any}").reply(200);
    const RateLimiter limiter(
        {.limits = {
             {.permits = 10, .per = 1s, .burst = 3},
             {.permits = 5, .algorithm = RateAlgorithm::sliding_window, .scope = RateScope::origin},
             {.permits = 1, .per = 1min, .route = "/search"}}});
    auto client = limited(limiter);
    (void)client.send("GET", "/search", as_it_is);
    (void)client.send("GET", "/other", as_it_is);
    const auto here = limiter.status("https://api.example.com", clock_.now()).own;
    ASSERT_THAT(here, SizeIs(3));
    EXPECT_EQ(here[0].name, "this client");
    EXPECT_EQ(here[0].limit, 10u);
    EXPECT_EQ(here[0].free, 1u);
    EXPECT_EQ(here[0].next, 0s);
    EXPECT_EQ(here[1].free, 3u);
    EXPECT_EQ(here[1].per, 1s);
    EXPECT_EQ(here[2].name, "/search");
    EXPECT_EQ(here[2].free, 0u);
    EXPECT_EQ(here[2].next, 1min);
    EXPECT_EQ(limiter.status("https://other.example.com", clock_.now()).own[1].free, 5u);
}

TEST_P(RateLimiterTest, LearnsThatNothingRemains) {
    mock_.get("/")
        .reply(ServerResponse::status(200)
                   .header("X-RateLimit-Limit", "60")
                   .header("X-RateLimit-Remaining", "0")
                   .header("X-RateLimit-Reset", "17"))
        .reply(200);
    const RateLimiter limiter({});
    auto client = limited(limiter);
    EXPECT_EQ(limiter.status("https://api.example.com").limit, std::nullopt);
    send(client, 1);
    const RateLimitStatus status = limiter.status("https://api.example.com");
    EXPECT_EQ(status.limit, 60u);
    EXPECT_EQ(status.remaining, 0u);
    EXPECT_EQ(status.reset, 17s);
    EXPECT_EQ(status.waiting, 0u);
    send(client, 1);
    EXPECT_EQ(waited(), 17s);
    send(client, 5);
    EXPECT_EQ(waited(), 17s);
}

TEST_P(RateLimiterTest, LearnsWhenToComeBack) {
    mock_.get("/").reply(ServerResponse::status(429).header("Retry-After", "9")).reply(200);
    auto client = limited(RateLimiter({}));
    send(client, 2);
    EXPECT_EQ(waited(), 9s);
    mock_.get("/deaf").reply(ServerResponse::status(429).header("Retry-After", "9")).reply(200);
    auto deaf = limited(RateLimiter({.learn = false}));
    send(deaf, 2, "/deaf");
    EXPECT_EQ(waited(), 9s);
}

TEST_P(RateLimiterTest, FailsIfTheServerAsksForMoreThanItMayWait) {
    mock_.get("/").reply(ServerResponse::status(429).header("Retry-After", "60")).reply(200);
    auto client = limited(RateLimiter({.max_wait = 10s}));
    send(client, 1);
    try {
        send(client, 1);
        FAIL() << "sent";
    } catch (const RateLimitExceededError& error) {
        EXPECT_EQ(error.retry_in(), 60s);
        EXPECT_THAT(error.what(), HasSubstr("server says"));
    }
}

TEST_P(RateLimiterTest, CountsEachAttempt) {
    mock_.get("/").reply(503).reply(503).reply(200);
    auto client =
        this->client({.retry = {.backoff_factor = 0s, .backoff_max = 0s},
                      .rate_limiter = RateLimiter({.limits = {{.permits = 1, .per = 10s}}})});
    send(client, 1);
    EXPECT_EQ(waited(), 20s);
}

TEST(RateLimiterConfigTest, IsRefusedIfItMakesNoSense) {
    EXPECT_THROW(RateLimiter({.limits = {{.permits = 0}}}), ConfigurationError);
    EXPECT_THROW(RateLimiter({.limits = {{.per = 0s}}}), ConfigurationError);
    EXPECT_THROW(RateLimiter({.limits = {{.burst = 0}}}), ConfigurationError);
    EXPECT_THROW(RateLimiter({.limits = {{.route = "users"}}}), ConfigurationError);
    EXPECT_THROW(RateLimiter({.max_wait = -1s}), ConfigurationError);
}

TEST(RateLimiterUnderContention, KeepsItsRateAndIsFair) {
    constexpr int threads = 64;
    constexpr int each = 50;
    const FakeClock clock(FakeClock::Going::by_hand);
    const MockTransport mock;
    mock.get("/").reply(200);
    const Client client({.base_url = "http://example.com",
                         .rate_limiter = RateLimiter({.limits = {{.permits = 1000, .per = 1s}}}),
                         .transport = mock,
                         .clock = clock.share()});
    std::atomic<int> running = threads;
    std::vector<std::vector<Duration>> sent(threads);
    {
        std::vector<std::jthread> all;
        for (int t = 0; t < threads; ++t) {
            all.emplace_back([&, t] {
                for (int i = 0; i < each; ++i) {
                    (void)client.get("/").send();
                    sent[static_cast<std::size_t>(t)].push_back(clock.elapsed());
                }
                --running;
            });
        }
        // Time goes on when everybody waits for it.
        while (running > 0) {
            if (clock.sleepers() >= static_cast<std::size_t>(running)) clock.advance_to_next();
            std::this_thread::yield();
        }
    }
    const double seconds = std::chrono::duration<double>(clock.elapsed()).count();
    EXPECT_NEAR(threads * each / seconds, 1000, 10);
    Duration first_done = 1h;
    Duration last_done = 0s;
    for (const auto& times : sent) {
        ASSERT_EQ(times.size(), static_cast<std::size_t>(each));
        first_done = std::min(first_done, times.back());
        last_done = std::max(last_done, times.back());
    }
    EXPECT_LE(last_done - first_done, 2 * threads * 1ms) << "they take turns";
}

TEST(RateLimiterUnderContention, GivesThePermitsOfThoseWhoLeaveToOthers) {
    const FakeClock clock(FakeClock::Going::by_hand);
    const MockTransport mock;
    mock.get("/").reply(200);
    const RateLimiter limiter({.limits = {{.permits = 1, .per = 1s}}});
    const Client client({.base_url = "http://example.com",
                         .rate_limiter = limiter,
                         .transport = mock,
                         .clock = clock.share()});
    (void)client.get("/").send();
    std::stop_source stop;
    std::vector<std::future<Phase>> leaving;
    for (std::size_t i = 0; i < 20; ++i) {
        leaving.push_back(std::async(std::launch::async, [&] {
            try {
                (void)client.get("/").stop_token(stop.get_token()).send();
            } catch (const CancelledError& error) {
                return error.phase();
            }
            return Phase::prepare;
        }));
    }
    clock.wait_for_sleepers(20);
    EXPECT_EQ(limiter.status("http://example.com").waiting, 20u);
    stop.request_stop();
    for (auto& one : leaving)
        EXPECT_EQ(one.get(), Phase::rate_limit);
    auto next = std::async(std::launch::async, [&] { return client.get("/").send().status(); });
    clock.wait_for_sleepers(1);
    clock.advance(1s);
    EXPECT_EQ(next.get(), 200) << "not behind those who have left";
}

}  // namespace
}  // namespace curlew
