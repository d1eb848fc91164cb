#include "support/mocked.hpp"

#include <curlew/log.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <future>
#include <optional>
#include <set>
#include <string>
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
using ::testing::SizeIs;

class RetryTest : public testing::Mocked {
protected:
    /// A client without jitter: its back-off is 0.5, 1, 2, 4, 8, 8, ... seconds.
    testing::EitherClient steady(RetryConfig retry = {}) const {
        retry.jitter = Jitter::none;
        return client({.retry = retry});
    }
};

INSTANTIATE_TEST_SUITE_P(With, RetryTest, ::testing::Bool(), testing::each_client_name);

TEST_P(RetryTest, SendsAgainUntilItGoesWell) {
    auto route = mock_.get("/").reply(503).reply(502).reply(ServerResponse::text("fine"));
    auto client = steady();
    const Response response = client.send("GET", "/", as_it_is);
    EXPECT_EQ(response.bytes(), "fine");
    EXPECT_EQ(waited(), 1500ms);
    ASSERT_THAT(response.attempts(), SizeIs(3));
    EXPECT_EQ(response.attempts()[0].status, 503);
    EXPECT_EQ(response.attempts()[0].outcome, "503 Service Unavailable");
    EXPECT_EQ(response.attempts()[0].wait, 500ms);
    EXPECT_EQ(response.attempts()[1].status, 502);
    EXPECT_EQ(response.attempts()[2].number, 3);
    EXPECT_EQ(response.attempts()[2].status, 200);
    EXPECT_EQ(response.retry_stop(), RetryStop::not_needed);
    route.assert_called(3);
}

TEST_P(RetryTest, SaysOfAPlainAnswerThatItTookOneAttempt) {
    mock_.get("/").reply(204);
    auto client = steady();
    const Response response = client.send("GET", "/", as_it_is);
    EXPECT_EQ(response.attempt_count(), 1);
    ASSERT_THAT(response.attempts(), SizeIs(1));
    EXPECT_EQ(response.attempts()[0].status, 204);
}

TEST_P(RetryTest, GivesUpWithTheLastAnswer) {
    mock_.get("/").reply(503);
    auto client = steady({.max_attempts = 4});
    try {
        (void)client.send("GET", "/", as_it_is);
        FAIL() << "no error";
    } catch (const ServerError& error) {
        EXPECT_EQ(error.attempt_count(), 4);
        EXPECT_THAT(error.attempts(), SizeIs(4));
        EXPECT_EQ(error.retry_stop(), RetryStop::attempts_used_up);
        EXPECT_THAT(error.what(), HasSubstr("attempt 4"));
        EXPECT_EQ(error.response()->attempt_count(), 4);
    }
    EXPECT_EQ(waited(), 3500ms);
}

TEST_P(RetryTest, GivesUpWithTheLastError) {
    mock_.get("/")
        .fail<ConnectTimeoutError>("slow", Phase::connect)
        .reply(500)
        .fail<ConnectionError>("refused", Phase::connect);
    auto client = steady();
    try {
        (void)client.send("GET", "/", as_it_is);
        FAIL() << "no error";
    } catch (const ConnectionError& error) {
        const auto attempts = error.attempts();
        ASSERT_THAT(attempts, SizeIs(3));
        EXPECT_EQ(attempts[0].outcome, "slow");
        EXPECT_THROW(std::rethrow_exception(attempts[0].error), ConnectTimeoutError);
        EXPECT_EQ(attempts[1].status, 500);
        EXPECT_EQ(attempts[2].outcome, "refused");
        EXPECT_THAT(error.what(), AllOf(HasSubstr("refused"), HasSubstr("attempt 3")));
    }
}

TEST_P(RetryTest, WaitsAsLongAsTheServerAsks) {
    mock_.get("/")
        .reply(ServerResponse::status(503).header("Retry-After", "7"))
        .reply(ServerResponse::status(429).header("Retry-After-Ms", "250"))
        .reply(200);
    auto client = steady();
    EXPECT_EQ(client.send("GET", "/", as_it_is).status(), 200);
    EXPECT_EQ(waited(), 7250ms);
}

TEST_P(RetryTest, WaitsUntilTheDateThatTheServerNames) {
    const auto ask = [&](const char* date) {
        return ServerResponse::status(503)
            .header("Date", "Sun, 06 Nov 1994 08:49:30 GMT")
            .header("Retry-After", date);
    };
    mock_.get("/")
        .reply(ask("Sun, 06 Nov 1994 08:49:37 GMT"))
        .reply(ask("Sunday, 06-Nov-94 08:49:37 GMT"))
        .reply(ask("Sun Nov  6 08:49:37 1994"))
        .reply(200);
    auto client = steady({.max_attempts = 4});
    EXPECT_EQ(client.send("GET", "/", as_it_is).status(), 200);
    EXPECT_EQ(waited(), 21s);
}

TEST_P(RetryTest, TakesTheDateFromItsOwnClockIfTheServerHasNone) {
    clock_.set_date(std::chrono::sys_days(std::chrono::year(2030) / 1 / 1));
    mock_.get("/")
        .reply(ServerResponse::status(503).header("Retry-After", "Tue, 01 Jan 2030 00:00:09 GMT"))
        .reply(200);
    auto client = steady();
    EXPECT_EQ(client.send("GET", "/", as_it_is).status(), 200);
    EXPECT_EQ(waited(), 9s);
}

TEST_P(RetryTest, ReturnsTheAnswerThatAsksToWaitTooLong) {
    auto route = mock_.get("/").reply(ServerResponse::status(503).header("Retry-After", "121"));
    auto client = steady();
    try {
        (void)client.send("GET", "/", as_it_is);
        FAIL() << "no error";
    } catch (const ServerError& error) {
        EXPECT_EQ(error.retry_stop(), RetryStop::told_to_wait_long);
        EXPECT_THAT(error.what(), AllOf(HasSubstr("121 s"), HasSubstr("max_retry_after")));
    }
    EXPECT_EQ(waited(), 0s);
    route.assert_called_once();
}

TEST_P(RetryTest, UsesItsBackoffIfRetryAfterIsMalformedOrSwitchedOff) {
    const auto ask = ServerResponse::status(503).header("Retry-After", "soon");
    mock_.get("/").reply(ask).reply(200);
    auto client = steady();
    EXPECT_EQ(client.send("GET", "/", as_it_is).status(), 200);
    EXPECT_EQ(waited(), 500ms);
    mock_.get("/off").reply(ServerResponse::status(503).header("Retry-After", "9")).reply(200);
    auto deaf = steady({.respect_retry_after = false});
    EXPECT_EQ(deaf.send("GET", "/off", as_it_is).status(), 200);
    EXPECT_EQ(waited(), 1s);
}

TEST_P(RetryTest, SaysWhyAPostIsNotSentAgain) {
    auto route = mock_.post("/").fail<ConnectionError>("broke", Phase::head);
    auto client = steady();
    try {
        (void)client.send("POST", "/", as_it_is);
        FAIL() << "no error";
    } catch (const ConnectionError& error) {
        EXPECT_EQ(error.retry_stop(), RetryStop::not_idempotent);
        EXPECT_EQ(error.attempt_count(), 1);
        EXPECT_THAT(error.what(), HasSubstr("not tried again: POST is not idempotent"));
    }
    route.assert_called_once();
}

TEST_P(RetryTest, SendsAPostAgainThatHasAKey) {
    auto route = mock_.post("/").reply(503).reply(201);
    auto client = steady();
    const Response response = client.send("POST", "/", [](auto request) {
        return std::move(request).idempotency_key("abc").body("x");
    });
    EXPECT_EQ(response.status(), 201);
    EXPECT_EQ(route.calls()[0].header("Idempotency-Key"), "abc");
    EXPECT_EQ(route.calls()[1].header("Idempotency-Key"), "abc");
    EXPECT_EQ(route.calls()[1].body, "x");
}

TEST_P(RetryTest, GivesPostsKeysOfTheirOwnIfAsked) {
    auto posts = mock_.post("/").reply(503).reply(201);
    auto gets = mock_.get("/").reply(200);
    auto client = steady({.idempotency_keys = true});
    (void)client.send("POST", "/", as_it_is);
    (void)client.send("POST", "/", as_it_is);
    (void)client.send("GET", "/", as_it_is);
    std::vector<std::string> keys;
    for (const auto& call : posts.calls())
        keys.emplace_back(call.header("Idempotency-Key").value_or("none"));
    ASSERT_THAT(keys, SizeIs(3));
    EXPECT_EQ(keys[0], keys[1]);
    EXPECT_NE(keys[0], keys[2]);
    EXPECT_THAT(keys[0],
                ::testing::MatchesRegex(
                    "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_EQ(gets.last_call().header("Idempotency-Key"), std::nullopt);
}

TEST_P(RetryTest, SendsBodiesAgainThatCanBe) {
    auto route = mock_.put("/").reply(503).reply(201);
    auto client = steady();
    (void)client.send("PUT", "/", [](auto request) {
        return std::move(request).body(Body::bytes("again"), "a/b");
    });
    EXPECT_EQ(route.calls()[1].body, "again");
}

TEST_P(RetryTest, SaysWhyABodyCannotBeSentAgain) {
    mock_.put("/").reply(503);
    auto client = steady();
    try {
        (void)client.send("PUT", "/", [](auto request) {
            auto once = [done = false]() mutable {
                return std::exchange(done, true) ? std::nullopt
                                                 : std::optional<std::string>("once");
            };
            return std::move(request).body(Body::generator(once), "a/b");
        });
        FAIL() << "no error";
    } catch (const ServerError& error) {
        EXPECT_EQ(error.retry_stop(), RetryStop::not_replayable);
        EXPECT_THAT(error.what(), HasSubstr("generator"));
    }
}

TEST_P(RetryTest, IsOffForARequestThatSaysSo) {
    auto route = mock_.get("/").reply(503);
    auto client = steady();
    EXPECT_THROW(client.send("GET", "/", [](auto r) { return std::move(r).max_attempts(1); }),
                 ServerError);
    route.assert_called_once();
}

TEST_P(RetryTest, IsAsARequestSays) {
    auto route = mock_.post("/").reply(409).reply(200);
    auto client = steady();
    const RetryConfig own{.retry_statuses = {409}, .retry_methods = {"POST"}};
    EXPECT_EQ(client.send("POST", "/", [&](auto r) { return std::move(r).retry(own); }).status(),
              200);
    route.assert_called(2);
}

TEST_P(RetryTest, EndsWhenTheTimeForAllAttemptsIsUsedUp) {
    auto route = mock_.get("/").reply(503);
    auto client = steady({.max_attempts = 100, .max_elapsed = 10s});
    try {
        (void)client.send("GET", "/", as_it_is);
        FAIL() << "no error";
    } catch (const ServerError& error) {
        EXPECT_EQ(error.retry_stop(), RetryStop::time_used_up);
        EXPECT_THAT(error.what(), HasSubstr("max_elapsed"));
    }
    EXPECT_EQ(waited(), 7500ms) << "0.5 + 1 + 2 + 4; another 8 would be too much";
    route.assert_called(5);
}

TEST_P(RetryTest, BeginsNoWaitThatTheTotalTimeoutWouldEnd) {
    mock_.get("/").reply(ServerResponse::status(503).header("Retry-After", "60"));
    auto client = this->client({.timeout = {.total = 30s}});
    try {
        (void)client.send("GET", "/", as_it_is);
        FAIL() << "no error";
    } catch (const ServerError& error) {
        EXPECT_EQ(error.retry_stop(), RetryStop::time_used_up);
        EXPECT_THAT(error.what(), HasSubstr("total timeout"));
    }
    EXPECT_EQ(waited(), 0s);
}

TEST_P(RetryTest, KeepsToItsBudget) {
    auto route = mock_.get("/").reply(503);
    auto client = steady(
        {.max_attempts = 2, .budget = RetryBudget{.ratio = 0.5, .min_per_second = 0, .burst = 2}});
    int refused = 0;
    for (int i = 0; i < 10; ++i) {
        try {
            (void)client.send("GET", "/", as_it_is);
        } catch (const ServerError& error) {
            if (error.retry_stop() == RetryStop::budget_used_up) ++refused;
        }
    }
    EXPECT_EQ(route.call_count(), 10u + 2u + 4u) << "two of the burst, and every second request";
    EXPECT_EQ(refused, 4);
}

TEST_P(RetryTest, AsksThePredicateFirst) {
    auto route = mock_.get("/").reply(200).reply(404).reply(201);
    auto client = steady({.retry_if = [](const RetryContext& failed) -> std::optional<bool> {
        if (failed.response == nullptr) return std::nullopt;
        return failed.response->status() == 200 || failed.response->status() == 404;
    }});
    EXPECT_EQ(client.send("GET", "/", as_it_is).status(), 201);
    mock_.get("/no").reply(503);
    auto never = steady({.retry_if = [](const RetryContext&) { return std::optional(false); }});
    try {
        (void)never.send("GET", "/no", as_it_is);
        FAIL() << "no error";
    } catch (const ServerError& error) {
        EXPECT_EQ(error.retry_stop(), RetryStop::told_not_to);
    }
}

TEST_P(RetryTest, WaitsAsTheCallableSays) {
    mock_.get("/").reply(503).reply(503).reply(200);
    std::vector<Duration> before;
    auto client = steady({.wait = [&](const RetryContext& failed) -> std::optional<Duration> {
        before.push_back(failed.previous_wait);
        return failed.attempt == 1 ? std::optional<Duration>(42s) : std::nullopt;
    }});
    EXPECT_EQ(client.send("GET", "/", as_it_is).status(), 200);
    EXPECT_EQ(waited(), 43s);
    EXPECT_THAT(before, ElementsAre(0s, 42s));
}

struct Lines final : LogSink {
    void write(const LogRecord& record) noexcept override { lines.push_back(record.message); }
    std::vector<std::string> lines;
};

TEST_P(RetryTest, TellsHookAndLogOfEachRetry) {
    mock_.get("/").reply(503).fail<ConnectionError>("refused", Phase::connect).reply(200);
    std::vector<std::string> told;
    const auto log = std::make_shared<Lines>();
    auto client = this->client(
        {.log = log,
         .retry = {.jitter = Jitter::none, .on_retry = [&](const RetryContext& failed, Duration) {
                       told.push_back(failed.error != nullptr ? failed.error->message()
                                                              : failed.response->status_line());
                   }}});
    (void)client.send("GET", "/", as_it_is);
    EXPECT_THAT(told, ElementsAre("503 Service Unavailable", "refused"));
    EXPECT_THAT(log->lines,
                ElementsAre("GET https://api.example.com/: attempt 1 of 3 failed: 503 Service "
                            "Unavailable; trying again in 0.5 s",
                            "GET https://api.example.com/: attempt 2 of 3 failed: refused; trying "
                            "again in 1 s"));
}

TEST_P(RetryTest, LetsTheFailuresOfOthersPass) {
    auto route = mock_.get("/").fail<std::runtime_error>("not ours");
    auto client = steady();
    EXPECT_THROW(client.send("GET", "/", as_it_is), std::runtime_error);
    route.assert_called_once();
}

TEST(RetryOfAClosedClient, KnowsTheAttemptsSoFar) {
    const testing::FakeClock clock(testing::FakeClock::Going::by_hand);
    const testing::MockTransport mock;
    mock.get("/").reply(503);
    Client client({.base_url = "http://example.com", .transport = mock, .clock = clock.share()});
    auto pending = std::async(std::launch::async, [&] { return client.get("/").try_send(); });
    clock.wait_for_sleepers(1);
    client.close();
    const Result<Response> result = pending.get();
    ASSERT_NE(result.error_as<ClosedError>(), nullptr);
    EXPECT_EQ(result.error().phase(), Phase::backoff);
    ASSERT_EQ(result.error().attempt_count(), 1);
    EXPECT_EQ(result.error().attempts().front().status, 503);
}

TEST_P(RetryTest, SpreadsItsWaits) {
    mock_.get("/").reply(503);
    std::set<Duration> waits;
    auto client = this->client(
        {.retry = {.max_attempts = 20,
                   .backoff_max = 500ms,
                   .on_retry = [&](const RetryContext&, Duration wait) { waits.insert(wait); }}});
    EXPECT_THROW(client.send("GET", "/", as_it_is), ServerError);
    EXPECT_GT(waits.size(), 15u);
    EXPECT_LE(*waits.rbegin(), 500ms);
    EXPECT_NE(waited(), 0s);
}

TEST(RetryConfigTest, IsRefusedIfItMakesNoSense) {
    const auto refused = [](const RetryConfig& retry) {
        EXPECT_THROW(Client({.retry = retry}), ConfigurationError);
        EXPECT_FALSE(Client().get("http://127.0.0.1:1").retry(retry).try_send().has_value());
    };
    refused({.max_attempts = 0});
    refused({.backoff_factor = -1s});
    refused({.backoff_factor = 2s, .backoff_max = 1s});
    refused({.max_retry_after = -1s});
    refused({.max_elapsed = -1s});
    refused({.budget = RetryBudget{.ratio = -1}});
    EXPECT_THROW(Client().get("http://127.0.0.1:1").max_attempts(0).send(), ConfigurationError);
}

TEST(RetryOverTheNetwork, SendsAgainWhatBrokeOffInTheMiddle) {
    testing::TestServer server;
    server.script_once("/", testing::Script()
                                .read_request()
                                .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
                                .close());
    server.get("/", [] { return ServerResponse::text("hello"); });
    const Client client({.base_url = server.url(), .retry = {.backoff_factor = 1ms}});
    const Response response = client.get("/").send();
    EXPECT_EQ(response.bytes(), "hello");
    EXPECT_EQ(response.attempt_count(), 2);
}

TEST(RetryOverTheNetwork, UsesTheConnectionOfTheAnswerBeforeForAStream) {
    testing::TestServer server;
    std::atomic<int> calls = 0;
    server.get("/", [&] {
        return ++calls == 1 ? ServerResponse::text(std::string(1000, 'x'), 503)
                            : ServerResponse::text("fine");
    });
    const Client client({.base_url = server.url(), .retry = {.backoff_factor = 1ms}});
    EXPECT_EQ(client.get("/").stream().read().bytes(), "fine");
    EXPECT_EQ(server.connection_count(), 1u);
}

}  // namespace
}  // namespace curlew
