#include "support/each_client.hpp"

#include <curlew/body.hpp>
#include <curlew/log.hpp>
#include <curlew/testing/fake_clock.hpp>
#include <curlew/testing/mock_transport.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::FakeClock;
using ::testing::HasSubstr;
using testing::MockTransport;
using testing::ServerResponse;
using ::testing::SizeIs;

ServerResponse late(Duration delay, const ServerResponse& response) {
    return response.after(delay);
}
ServerResponse text(const char* text) {
    return ServerResponse::text(text);
}
ServerResponse late(Duration delay, const char* text) {
    return late(delay, ServerResponse::text(text));
}

/// A hedging client over a mock, and a clock that goes by hand: requests are sent by a thread of
/// their own.
class HedgeTest : public ::testing::TestWithParam<bool> {
protected:
    testing::EitherClient client(HedgeConfig hedge = {.delay = 100ms}, ClientConfig config = {}) {
        config.base_url = "https://api.example.com";
        config.transport = mock_;
        config.clock = clock_.share();
        if (!hedge.on_hedge) {
            hedge.on_hedge = [this](const Request&, int) {
                const std::lock_guard lock(mutex_);
                ++hedges_;
                changed_.notify_all();
            };
        }
        config.hedge = std::move(hedge);
        if (config.retry.max_attempts == RetryConfig{}.max_attempts) config.retry.max_attempts = 1;
        return {GetParam(), config};
    }

    static auto get(testing::EitherClient& client, std::string method = "GET") {
        return std::async(std::launch::async, [&client, method = std::move(method)] {
            return client.send(method, "/", [](auto request) { return request; });
        });
    }

    /// Goes on as soon as that many wait: for an answer of the mock, or for the time to hedge.
    void advance(std::size_t sleepers, Duration time) {
        clock_.wait_for_sleepers(sleepers);
        clock_.advance(time);
    }

    /// Until so many attempts were sent beside others, or are about to be.
    void wait_for_hedges(int count) {
        std::unique_lock lock(mutex_);
        ASSERT_TRUE(changed_.wait_for(lock, 30s, [&] { return hedges_ >= count; }));
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    int hedges_ = 0;
    const MockTransport mock_;
    const FakeClock clock_{FakeClock::Going::by_hand};
};

INSTANTIATE_TEST_SUITE_P(With, HedgeTest, ::testing::Bool(), [](const auto& test) {
    return std::string(test.param ? "AsyncClient" : "Client");
});

TEST_P(HedgeTest, SendsNothingMoreIfTheAnswerComesInTime) {
    auto route = mock_.get("/").reply(late(99ms, "first"));
    auto client = this->client();
    auto pending = get(client);
    advance(2, 99ms);
    const Response response = pending.get();
    EXPECT_EQ(response.bytes(), "first");
    EXPECT_EQ(response.attempt_count(), 1);
    EXPECT_FALSE(response.attempts()[0].is_hedge);
    EXPECT_EQ(clock_.sleepers(), 0U);
    route.assert_called_once();
}

TEST_P(HedgeTest, TakesTheSecondAnswerIfItComesFirst) {
    auto route = mock_.get("/").reply(late(10s, "first")).reply(late(20ms, "second"));
    auto client = this->client();
    auto pending = get(client);
    advance(2, 100ms);
    advance(2, 20ms);
    const Response response = pending.get();
    EXPECT_EQ(response.bytes(), "second");
    EXPECT_EQ(clock_.elapsed(), 120ms);
    EXPECT_EQ(clock_.sleepers(), 0U) << "the first attempt still waits";
    const auto attempts = response.attempts();
    ASSERT_THAT(attempts, SizeIs(2));
    EXPECT_EQ(attempts[0].number, 1);
    EXPECT_EQ(attempts[0].outcome, "given up: another attempt was answered first");
    EXPECT_EQ(attempts[0].elapsed, 120ms);
    EXPECT_EQ(attempts[0].status, std::nullopt);
    EXPECT_FALSE(attempts[0].is_hedge);
    EXPECT_EQ(attempts[1].number, 2);
    EXPECT_EQ(attempts[1].status, 200);
    EXPECT_EQ(attempts[1].elapsed, 20ms);
    EXPECT_TRUE(attempts[1].is_hedge);
    route.assert_called(2);
}

TEST_P(HedgeTest, TakesTheFirstAnswerIfItComesFirstAfterAll) {
    mock_.get("/").reply(late(110ms, "first")).reply(late(10s, "second"));
    auto client = this->client();
    auto pending = get(client);
    advance(2, 100ms);
    advance(2, 10ms);
    const Response response = pending.get();
    EXPECT_EQ(response.bytes(), "first");
    EXPECT_EQ(clock_.sleepers(), 0U) << "the second attempt still waits";
    const auto attempts = response.attempts();
    ASSERT_THAT(attempts, SizeIs(2));
    EXPECT_EQ(attempts[0].number, 2);
    EXPECT_TRUE(attempts[0].is_hedge);
    EXPECT_EQ(attempts[1].number, 1) << "the one that was answered is the last";
    EXPECT_EQ(attempts[1].status, 200);
}

TEST_P(HedgeTest, SendsAsManyAsItMay) {
    auto route =
        mock_.get("/").reply(late(10s, "one")).reply(late(10s, "two")).reply(text("three"));
    auto client = this->client({.delay = 100ms, .max_attempts = 3});
    auto pending = get(client);
    advance(3, 100ms);
    advance(3, 100ms);
    const Response response = pending.get();
    EXPECT_EQ(response.bytes(), "three");
    EXPECT_EQ(response.attempt_count(), 3);
    EXPECT_EQ(clock_.sleepers(), 0U);
    route.assert_called(3);
}

TEST_P(HedgeTest, WaitsForABetterAnswerThanAFailure) {
    mock_.get("/").reply(late(110ms, ServerResponse::status(503))).reply(late(50ms, "second"));
    auto client = this->client();
    auto pending = get(client);
    advance(2, 100ms);
    advance(2, 10ms);
    advance(1, 40ms);
    const Response response = pending.get();
    EXPECT_EQ(response.bytes(), "second");
    EXPECT_EQ(response.attempt_count(), 2);
}

TEST_P(HedgeTest, WaitsForABetterAnswerThanAnError) {
    mock_.get("/").reply(late(50ms, "first")).fail<ConnectionError>("refused", Phase::connect);
    auto client = this->client({.delay = 10ms});
    auto pending = get(client);
    advance(2, 10ms);
    wait_for_hedges(1);
    advance(1, 40ms);
    const Response response = pending.get();
    EXPECT_EQ(response.bytes(), "first");
    EXPECT_EQ(response.attempts()[0].outcome, "refused");
    EXPECT_THROW(std::rethrow_exception(response.attempts()[0].error), ConnectionError);
}

TEST_P(HedgeTest, GoesOnHedgingAfterTheFirstAttemptHasFailed) {
    mock_.get("/")
        .reply(late(150ms, ServerResponse::status(503)))
        .reply(late(10s, "second"))
        .reply(text("third"));
    auto client = this->client({.delay = 100ms, .max_attempts = 3});
    auto pending = get(client);
    advance(3, 100ms);
    advance(3, 50ms);
    advance(2, 50ms);
    EXPECT_EQ(pending.get().bytes(), "third");
    EXPECT_EQ(clock_.elapsed(), 200ms);
}

TEST_P(HedgeTest, TakesWhatAHookThrowsForTheFailureOfItsAttempt) {
    auto route = mock_.get("/").reply(late(110ms, "first"));
    HedgeConfig hedge{.delay = 100ms};
    hedge.on_hedge = [](const Request&, int) { throw std::runtime_error("hook"); };
    auto client = this->client(hedge);
    auto pending = get(client);
    advance(2, 100ms);
    advance(1, 10ms);
    EXPECT_EQ(pending.get().bytes(), "first");
    route.assert_called_once();
}

TEST_P(HedgeTest, ReturnsAnEarlyFailureAtOnce) {
    auto route = mock_.get("/").reply(late(10ms, ServerResponse::status(503)));
    auto client = this->client();
    auto pending = get(client);
    advance(2, 10ms);
    EXPECT_THROW(pending.get(), ServerError);
    route.assert_called_once();
}

TEST_P(HedgeTest, PrefersAnAnswerToAnError) {
    mock_.get("/")
        .reply(late(110ms, ServerResponse::status(503)))
        .fail<ConnectionError>("refused", Phase::connect);
    auto client = this->client();
    auto pending = get(client);
    advance(2, 100ms);
    wait_for_hedges(1);
    advance(1, 10ms);
    EXPECT_THROW(pending.get(), ServerError);
}

TEST_P(HedgeTest, EachAttemptOfARetryMayBeHedged) {
    mock_.get("/")
        .reply(late(10s, "first"))
        .reply(late(10ms, ServerResponse::status(503)))
        .reply(late(10s, "third"))
        .reply(late(10ms, "fourth"));
    const HedgeConfig hedge{.delay = 100ms, .losing_statuses = {}};
    RetryConfig retry{.max_attempts = 2, .jitter = Jitter::none};
    std::promise<void> is_retried;
    retry.on_retry = [&](const RetryContext&, Duration) { is_retried.set_value(); };
    auto client = this->client(hedge, {.retry = retry});
    auto pending = get(client);
    advance(2, 100ms);  // the second attempt begins
    advance(2, 10ms);   // and fails
    is_retried.get_future().wait();
    advance(1, 500ms);  // after the back-off, the third begins
    advance(2, 100ms);  // and the fourth
    advance(2, 10ms);
    const Response response = pending.get();
    EXPECT_EQ(response.bytes(), "fourth");
    const auto attempts = response.attempts();
    ASSERT_THAT(attempts, SizeIs(4));
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(attempts[static_cast<std::size_t>(i)].number, i + 1);
    EXPECT_EQ(attempts[1].status, 503);
    EXPECT_EQ(attempts[1].wait, 500ms);
    EXPECT_TRUE(attempts[1].is_hedge);
    EXPECT_FALSE(attempts[2].is_hedge);
    EXPECT_TRUE(attempts[3].is_hedge);
}

TEST_P(HedgeTest, LearnsWhenToHedge) {
    auto client = this->client({.delay = 10s, .percentile = 0.9});
    // 92 that take 10 ms, eight that take 200 ms.
    auto slow = mock_.get("/measured");
    for (int i = 0; i < 92; ++i)
        slow.reply(late(10ms, "10"));
    for (int i = 0; i < 8; ++i)
        slow.reply(late(200ms, "200"));
    for (int i = 0; i < 100; ++i) {
        auto pending = std::async(std::launch::async, [&client] {
            return client.send("GET", "/measured", [](auto request) { return request; });
        });
        advance(2, i < 92 ? 10ms : 200ms);
        EXPECT_EQ(pending.get().attempt_count(), 1);
    }
    auto late_route = mock_.get("/late").reply(late(10s, "first")).reply(text("second"));
    auto pending = std::async(std::launch::async, [&client] {
        return client.send("GET", "/late", [](auto request) { return request; });
    });
    advance(2, 9ms);
    late_route.assert_called_once();
    advance(2, 1ms);
    EXPECT_EQ(pending.get().bytes(), "second");
}

TEST_P(HedgeTest, TellsOfEachAdditionalAttempt) {
    class Log final : public LogSink {
    public:
        void write(const LogRecord& record) noexcept override {
            const std::lock_guard lock(mutex_);
            lines_.push_back(std::string(to_string(record.level)) + ": " + record.message);
        }
        std::vector<std::string> lines() const {
            const std::lock_guard lock(mutex_);
            return lines_;
        }

    private:
        mutable std::mutex mutex_;
        std::vector<std::string> lines_;
    };
    const auto log = std::make_shared<Log>();
    std::atomic<int> told = 0;
    mock_.get("/").reply(late(10s, "first")).reply(text("second"));
    HedgeConfig hedge{.delay = 100ms};
    hedge.on_hedge = [&](const Request& request, int attempt) {
        EXPECT_EQ(request.method(), "GET");
        told = attempt;
    };
    auto client = this->client(hedge, {.log = log});
    auto pending = get(client);
    advance(2, 100ms);
    (void)pending.get();
    EXPECT_EQ(told, 2);
    EXPECT_THAT(log->lines(),
                ElementsAre("info: GET https://api.example.com/: not answered yet, attempt 2 of 2 "
                            "goes beside it (hedge)"));
}

TEST_P(HedgeTest, KeepsToItsBudget) {
    HedgeConfig hedge{.delay = 100ms};
    hedge.budget = RetryBudget{.ratio = 0, .min_per_second = 0, .burst = 1};
    auto client = this->client(hedge);
    auto route = mock_.get("/").reply(late(10s, "1")).reply(text("2")).reply(late(150ms, "3"));
    auto hedged = get(client);
    advance(2, 100ms);
    EXPECT_EQ(hedged.get().bytes(), "2");
    auto alone = get(client);
    advance(2, 100ms);
    advance(1, 50ms);
    EXPECT_EQ(alone.get().bytes(), "3");
    route.assert_called(3);
}

TEST_P(HedgeTest, DoesNotHedgeWhatMustNotBeSentTwice) {
    for (const char* method : {"POST", "PATCH", "PUT", "DELETE"}) {
        auto route = mock_.route(method, "/").reply(late(200ms, "once"));
        auto client = this->client();
        auto pending = get(client, method);
        advance(1, 200ms);
        EXPECT_EQ(pending.get().bytes(), "once");
        route.assert_called_once();
    }
}

TEST_P(HedgeTest, HedgesOtherMethodsIfAsked) {
    auto route = mock_.put("/").reply(late(10s, "first")).reply(text("second"));
    auto client = this->client({.delay = 100ms, .methods = {"PUT"}});
    auto pending = std::async(std::launch::async, [&] {
        return client.send("PUT", "/", [](auto request) { return std::move(request).body("x"); });
    });
    advance(2, 100ms);
    EXPECT_EQ(pending.get().bytes(), "second");
    EXPECT_EQ(route.calls()[0].body, "x");
    EXPECT_EQ(route.calls()[1].body, "x");
}

TEST_P(HedgeTest, DoesNotHedgeBodiesThatCanBeReadOnce) {
    auto route = mock_.put("/").reply(late(200ms, "once"));
    auto client = this->client({.delay = 100ms, .methods = {"PUT"}});
    auto pending = std::async(std::launch::async, [&] {
        return client.send("PUT", "/", [](auto request) {
            return std::move(request).body(
                Body::generator([left = 1]() mutable -> std::optional<std::string> {
                    if (left-- == 0) return std::nullopt;
                    return std::string("x");
                }));
        });
    });
    advance(1, 200ms);
    EXPECT_EQ(pending.get().bytes(), "once");
    route.assert_called_once();
}

TEST_P(HedgeTest, IsUpToARequestToo) {
    mock_.get("/").reply(late(10s, "first")).reply(text("second")).reply(late(10s, "third"));
    auto client = this->client({.max_attempts = 1});
    const auto send = [&](auto prepare) {
        return std::async(std::launch::async,
                          [&client, prepare] { return client.send("GET", "/", prepare); });
    };
    auto after = send([](auto request) { return std::move(request).hedge_after(30ms); });
    advance(2, 30ms);
    EXPECT_EQ(after.get().bytes(), "second");
    auto off = send([](auto request) { return std::move(request).hedge(false); });
    advance(1, 10s);
    EXPECT_EQ(off.get().bytes(), "third");

    mock_.get("/own").reply(late(10s, "first")).reply(text("second"));
    const HedgeConfig soon{.delay = 5ms};
    auto own = std::async(std::launch::async, [&] {
        return client.send("GET", "/own",
                           [&](auto request) { return std::move(request).hedge(soon); });
    });
    advance(2, 5ms);
    EXPECT_EQ(own.get().bytes(), "second");
}

TEST_P(HedgeTest, RefusesWhatMakesNoSense) {
    const auto expect_refused = [&](const HedgeConfig& hedge, const char* why) {
        try {
            (void)client(hedge);
            ADD_FAILURE() << "accepted: " << why;
        } catch (const ConfigurationError& error) {
            EXPECT_THAT(error.what(), HasSubstr(why));
        }
    };
    expect_refused({.delay = -1ms}, "hedge.delay");
    expect_refused({.percentile = 95}, "hedge.percentile");
    expect_refused({.percentile = 0.0}, "hedge.percentile");
    expect_refused({.max_attempts = 0}, "hedge.max_attempts");
    expect_refused({.max_attempts = 11}, "hedge.max_attempts");
    expect_refused({.budget = RetryBudget{.ratio = -1}}, "hedge.budget.ratio");
    auto client = this->client();
    EXPECT_THROW(
        client.send("GET", "/", [](auto request) { return std::move(request).hedge_after(-1ms); }),
        ConfigurationError);
}

TEST(Hedge, ManyThreadsHedgeAtTheSameTime) {
    constexpr std::size_t many = 40;  // more than a Client has threads for attempts beside
    const MockTransport mock;
    const FakeClock clock(FakeClock::Going::by_hand);
    auto route = mock.get("/");
    for (std::size_t i = 0; i < many; ++i)
        route.reply(late(10s, "first"));
    route.reply(text("second"));
    const Client client({.base_url = "https://api.example.com",
                         .transport = mock,
                         .clock = clock.share(),
                         .hedge = HedgeConfig{.delay = 100ms, .budget = std::nullopt}});
    std::vector<std::future<Response>> pending;
    for (std::size_t i = 0; i < many; ++i)
        pending.push_back(std::async(std::launch::async, [&] { return client.get("/").send(); }));
    clock.wait_for_sleepers(2 * many);
    clock.advance(100ms);
    for (auto& one : pending)
        EXPECT_EQ(one.get().bytes(), "second");
    EXPECT_EQ(clock.sleepers(), 0U);
}

}  // namespace
}  // namespace curlew
