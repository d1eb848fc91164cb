#include "support/mocked.hpp"

#include <curlew/circuit_breaker.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using testing::as_it_is;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ServerResponse;

const std::string origin = "https://api.example.com";

class CircuitBreakerTest : public testing::Mocked {
protected:
    testing::EitherClient guarded(const CircuitBreaker& breaker) const {
        return client(
            {.raise_for_status = false, .retry = {.max_attempts = 1}, .circuit_breaker = breaker});
    }
    static bool is_refused(testing::EitherClient& client, const char* url = "/") {
        try {
            (void)client.send("GET", url, as_it_is);
            return false;
        } catch (const CircuitOpenError&) {
            return true;
        }
    }
};

INSTANTIATE_TEST_SUITE_P(With, CircuitBreakerTest, ::testing::Bool(), testing::each_client_name);

TEST_P(CircuitBreakerTest, OpensAfterFailuresInARow) {
    auto route = mock_.get("/").reply(500).reply(500).reply(200).reply(500);
    const CircuitBreaker breaker({.consecutive_failures = 3, .failure_rate = {}});
    auto client = guarded(breaker);
    for (int i = 0; i < 6; ++i)
        EXPECT_FALSE(is_refused(client)) << "the third one was well";
    EXPECT_EQ(breaker.state(origin), CircuitState::open);
    EXPECT_TRUE(is_refused(client));
    route.assert_called(6);
}

TEST_P(CircuitBreakerTest, SaysWhenItWillTryAgain) {
    mock_.get("/").reply(500);
    auto client = guarded(CircuitBreaker({.consecutive_failures = 1, .open_for = 30s}));
    EXPECT_FALSE(is_refused(client));
    clock_.advance(10s);
    try {
        (void)client.send("GET", "/", as_it_is);
        FAIL() << "sent";
    } catch (const CircuitOpenError& error) {
        EXPECT_EQ(error.retry_in(), 20s);
        EXPECT_EQ(error.attempt_count(), 0);
        EXPECT_THAT(error.what(), AllOf(HasSubstr(origin), HasSubstr("in 20 s")));
    }
}

TEST_P(CircuitBreakerTest, ClosesWhenAProbeGoesWell) {
    mock_.get("/").reply(500).reply(200);
    const CircuitBreaker breaker({.consecutive_failures = 1, .open_for = 30s});
    auto client = guarded(breaker);
    EXPECT_FALSE(is_refused(client));
    clock_.advance(30s);
    EXPECT_FALSE(is_refused(client));
    EXPECT_EQ(breaker.state(origin), CircuitState::closed);
    EXPECT_FALSE(is_refused(client));
}

TEST_P(CircuitBreakerTest, StaysOpenWhenAProbeFails) {
    mock_.get("/").reply(500).fail<ConnectionError>("refused", Phase::connect);
    const CircuitBreaker breaker({.consecutive_failures = 1, .open_for = 30s});
    auto client = guarded(breaker);
    EXPECT_FALSE(is_refused(client));
    clock_.advance(30s);
    EXPECT_THROW(client.send("GET", "/", as_it_is), ConnectionError);
    EXPECT_EQ(breaker.state(origin), CircuitState::open);
    clock_.advance(29s);
    EXPECT_TRUE(is_refused(client));
}

TEST_P(CircuitBreakerTest, WantsAsManySuccessesAsItIsTold) {
    mock_.get("/").reply(500).reply(200);
    const CircuitBreaker breaker(
        {.consecutive_failures = 1, .open_for = 1s, .successes_to_close = 3});
    auto client = guarded(breaker);
    EXPECT_FALSE(is_refused(client));
    clock_.advance(1s);
    EXPECT_FALSE(is_refused(client));
    EXPECT_FALSE(is_refused(client));
    EXPECT_EQ(breaker.state(origin), CircuitState::half_open);
    EXPECT_FALSE(is_refused(client));
    EXPECT_EQ(breaker.state(origin), CircuitState::closed);
}

TEST_P(CircuitBreakerTest, OpensAtAFailureRateWithinItsWindow) {
    int number = 0;
    mock_.get("/").reply([&] { return ServerResponse::status(++number % 2 == 0 ? 500 : 200); });
    const CircuitBreaker breaker(
        {.consecutive_failures = {}, .failure_rate = 0.5, .window = 60s, .min_requests = 10});
    auto client = guarded(breaker);
    for (int i = 0; i < 9; ++i)
        EXPECT_FALSE(is_refused(client));
    clock_.advance(61s);
    for (int i = 0; i < 9; ++i)
        EXPECT_FALSE(is_refused(client)) << "those before are forgotten";
    EXPECT_EQ(breaker.state(origin), CircuitState::closed);
    EXPECT_FALSE(is_refused(client));
    EXPECT_FALSE(is_refused(client));
    EXPECT_EQ(breaker.state(origin), CircuitState::open);
}

TEST_P(CircuitBreakerTest, HasACircuitForEachOrigin) {
    mock_.get("https://api.example.com/").reply(500);
    mock_.get("https://other.example.com/").reply(200);
    auto client = guarded(CircuitBreaker({.consecutive_failures = 1}));
    EXPECT_FALSE(is_refused(client));
    EXPECT_TRUE(is_refused(client));
    EXPECT_FALSE(is_refused(client, "https://other.example.com/"));
}

TEST_P(CircuitBreakerTest, HasTheKeysThatItIsGiven) {
    mock_.get("/{path...}").reply(500);
    const CircuitBreaker breaker({.consecutive_failures = 1, .key = [](const Request& request) {
                                      return std::string(request.url().path());
                                  }});
    auto client = guarded(breaker);
    EXPECT_FALSE(is_refused(client, "/a"));
    EXPECT_FALSE(is_refused(client, "/b"));
    EXPECT_TRUE(is_refused(client, "/a"));
    breaker.reset("/a");
    EXPECT_FALSE(is_refused(client, "/a"));
}

TEST_P(CircuitBreakerTest, CountsWhatItIsTold) {
    mock_.get("/").reply(404);
    auto usual = guarded(CircuitBreaker({.consecutive_failures = 1}));
    EXPECT_FALSE(is_refused(usual));
    EXPECT_FALSE(is_refused(usual));
    auto strict = guarded(CircuitBreaker(
        {.consecutive_failures = 1, .is_failure = [](const Response* response, const ClientError*) {
             return response != nullptr && response->status() == 404;
         }}));
    EXPECT_FALSE(is_refused(strict));
    EXPECT_TRUE(is_refused(strict));
}

TEST_P(CircuitBreakerTest, ReportsItsChanges) {
    mock_.get("/").reply(500).reply(500).reply(200);
    std::vector<std::string> changes;
    auto client = guarded(CircuitBreaker(
        {.consecutive_failures = 1,
         .open_for = 1s,
         .on_change = [&](const std::string& key, CircuitState from, CircuitState to) {
             changes.push_back(key + " " + std::string(to_string(from)) + " > " +
                               std::string(to_string(to)));
         }}));
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(is_refused(client));
        clock_.advance(1s);
    }
    EXPECT_THAT(changes, ElementsAre(origin + " closed > open", origin + " open > half-open",
                                     origin + " half-open > open", origin + " open > half-open",
                                     origin + " half-open > closed"));
}

TEST_P(CircuitBreakerTest, LetsOnlySoManyProbesThrough) {
    const CircuitBreaker breaker({.consecutive_failures = 1, .open_for = 1s});
    auto client = guarded(breaker);
    bool is_second_refused = false;
    mock_.get("/first").reply(500);
    mock_.get("/probe").reply([&] {
        auto other = guarded(breaker);
        is_second_refused = is_refused(other, "/other");
        return ServerResponse::status(200);
    });
    mock_.get("/other").reply(200);
    EXPECT_FALSE(is_refused(client, "/first"));
    clock_.advance(1s);
    EXPECT_FALSE(is_refused(client, "/probe"));
    EXPECT_TRUE(is_second_refused);
    EXPECT_FALSE(is_refused(client, "/other"));
}

TEST_P(CircuitBreakerTest, EndsTheRetriesOfARequest) {
    auto route = mock_.get("/").reply(503);
    auto client = this->client({.retry = {.max_attempts = 10},
                                .circuit_breaker = CircuitBreaker({.consecutive_failures = 3})});
    try {
        (void)client.send("GET", "/", as_it_is);
        FAIL() << "no error";
    } catch (const CircuitOpenError& error) {
        EXPECT_EQ(error.attempt_count(), 3);
        EXPECT_EQ(error.attempts().at(2).outcome, "503 Service Unavailable");
    }
    route.assert_called(3);
}

TEST_P(CircuitBreakerTest, IsNotHarmedByWhatIsNeverSent) {
    mock_.get("/").fail<CancelledError>("given up", Phase::head).reply(200);
    const CircuitBreaker breaker({.consecutive_failures = 1});
    auto client = guarded(breaker);
    EXPECT_THROW(client.send("GET", "/", as_it_is), CancelledError);
    EXPECT_THROW(client.send("GET", "/no/route", as_it_is), testing::UnmatchedRequestError);
    EXPECT_FALSE(is_refused(client));
}

TEST(CircuitBreakerConfigTest, IsRefusedIfItMakesNoSense) {
    EXPECT_THROW(CircuitBreaker({.consecutive_failures = 0}), ConfigurationError);
    EXPECT_THROW(CircuitBreaker({.failure_rate = 0.0}), ConfigurationError);
    EXPECT_THROW(CircuitBreaker({.failure_rate = 1.5}), ConfigurationError);
    EXPECT_THROW(CircuitBreaker({.window = 0s}), ConfigurationError);
    EXPECT_THROW(CircuitBreaker({.open_for = 0s}), ConfigurationError);
    EXPECT_THROW(CircuitBreaker({.probes = 0}), ConfigurationError);
}

}  // namespace
}  // namespace curlew
