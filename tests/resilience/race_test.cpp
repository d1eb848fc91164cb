#include "layers/race.hpp"

#include <curlew/body_stream.hpp>
#include <curlew/errors.hpp>
#include <curlew/transport.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew::layers {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

Outcome answer(int status) {
    return {.response = Response({.status = status, .reason = "Reason"})};
}

template <class Error>
Outcome failure(const char* message, Phase phase = Phase::head) {
    Outcome outcome;
    try {
        throw Error(message, phase);
    } catch (ClientError& error) {
        outcome.set_failure(error);
    }
    return outcome;
}

/// Two attempts, the second one second begun.
class RaceTest : public ::testing::Test {
protected:
    RaceTest() {
        first_ = race_.enter(0, at(0ms));
        second_ = race_.enter(1, at(10ms));
    }
    static Clock::time_point at(Duration time) { return Clock::time_point(time); }

    [[nodiscard]] bool is_stopped(const Request* request) const {
        return request->options().stop.stop_requested();
    }

    const Request request_{"GET", Url::parse("https://api.example.com/")};
    const HedgeConfig config_ = {.max_attempts = 3};
    Race race_{request_, config_};
    Request* first_ = nullptr;
    Request* second_ = nullptr;
};

TEST_F(RaceTest, EachAttemptHasItsOwnRequest) {
    first_->headers().set("X-Mine", "1");
    EXPECT_FALSE(second_->headers().contains("X-Mine"));
    EXPECT_FALSE(request_.headers().contains("X-Mine"));
}

TEST_F(RaceTest, IsWonByTheFirstGoodAnswer) {
    race_.finish(1, answer(200), at(30ms));
    EXPECT_TRUE(is_stopped(first_));
    EXPECT_FALSE(is_stopped(second_));
    EXPECT_FALSE(race_.is_open());
    EXPECT_EQ(race_.enter(2, at(30ms)), nullptr);
    race_.finish(0, answer(201), at(31ms));
    EXPECT_EQ(race_.result().response.status(), 200);
}

TEST_F(RaceTest, ClientErrorsAreGoodAnswersToo) {
    race_.finish(1, answer(404), at(30ms));
    EXPECT_TRUE(is_stopped(first_));
}

TEST_F(RaceTest, GoesOnWhileTheAnswersAreBad) {
    race_.finish(1, answer(503), at(30ms));
    EXPECT_FALSE(is_stopped(first_));
    EXPECT_TRUE(race_.is_open());
    EXPECT_NE(race_.enter(2, at(40ms)), nullptr);
    race_.finish(2, failure<ConnectionError>("refused"), at(45ms));
    race_.finish(0, answer(200), at(50ms));
    const Outcome outcome = race_.result();
    EXPECT_EQ(outcome.response.status(), 200);
    const auto attempts = outcome.response.attempts();
    ASSERT_THAT(attempts, SizeIs(3));
    EXPECT_EQ(attempts[0].number, 2);
    EXPECT_EQ(attempts[0].status, 503);
    EXPECT_EQ(attempts[0].outcome, "503 Reason");
    EXPECT_EQ(attempts[0].elapsed, 20ms);
    EXPECT_TRUE(attempts[0].is_hedge);
    EXPECT_EQ(attempts[1].number, 3);
    EXPECT_EQ(attempts[1].outcome, "refused");
    EXPECT_THROW(std::rethrow_exception(attempts[1].error), ConnectionError);
    EXPECT_EQ(attempts[2].number, 1);
    EXPECT_FALSE(attempts[2].is_hedge);
}

TEST_F(RaceTest, EndsWithTheLastErrorIfAllFail) {
    race_.finish(1, failure<ConnectionError>("refused"), at(20ms));
    race_.finish(0, failure<ReadTimeoutError>("slow"), at(30ms));
    const Outcome outcome = race_.result();
    ASSERT_NE(outcome.error, nullptr);
    EXPECT_EQ(outcome.error->message(), "slow");
    EXPECT_THROW(std::rethrow_exception(outcome.failure), ReadTimeoutError);
    const auto attempts = outcome.error->attempts();
    ASSERT_THAT(attempts, SizeIs(2));
    EXPECT_EQ(attempts[0].outcome, "refused");
    EXPECT_EQ(attempts[1].error, nullptr) << "it would hold itself";
}

TEST_F(RaceTest, EndsWithABadAnswerRatherThanAnError) {
    race_.finish(1, answer(503), at(20ms));
    race_.finish(0, failure<ReadTimeoutError>("slow"), at(30ms));
    EXPECT_EQ(race_.result().response.status(), 503);
}

TEST_F(RaceTest, WhoGaveItUpHearsJustThat) {
    race_.finish(1, answer(503), at(20ms));
    race_.stop();
    EXPECT_TRUE(is_stopped(first_));
    EXPECT_EQ(race_.enter(2, at(20ms)), nullptr);
    race_.finish(0, failure<CancelledError>("cancelled"), at(21ms));
    EXPECT_THROW(std::rethrow_exception(race_.result().failure), CancelledError);
}

TEST_F(RaceTest, AnAttemptThatWasNotSentCountsForNothing) {
    race_.finish(0, failure<ReadTimeoutError>("slow"), at(20ms));
    race_.finish(1, failure<ConnectionError>("not sent", Phase::prepare), at(30ms));
    const Outcome outcome = race_.result();
    EXPECT_THROW(std::rethrow_exception(outcome.failure), ReadTimeoutError);
    EXPECT_EQ(outcome.error->attempt_count(), 0) << "it knows of no other than itself";
}

TEST_F(RaceTest, KnowsWhatTheFirstAttemptTook) {
    race_.finish(0, answer(200), at(30ms));
    race_.finish(1, failure<CancelledError>("cancelled"), at(31ms));
    EXPECT_EQ(race_.latency(), 30ms);
}

TEST_F(RaceTest, KnowsWhatTheFirstAttemptWouldHaveTakenAtLeast) {
    race_.finish(1, answer(200), at(30ms));
    race_.finish(0, failure<CancelledError>("cancelled"), at(31ms));
    EXPECT_EQ(race_.latency(), 31ms);
}

TEST_F(RaceTest, LearnsNothingFromFailures) {
    race_.finish(0, answer(503), at(30ms));
    race_.finish(1, answer(200), at(40ms));
    EXPECT_EQ(race_.latency(), std::nullopt);
}

TEST_F(RaceTest, IsWonByTheFirstStreamWhateverItsStatus) {
    class NoBody final : public BodyStream {
        Task<std::string_view> read() override { co_return std::string_view(); }
        Task<void> discard() override { co_return; }
    };
    Outcome outcome = answer(503);
    outcome.response.set_stream(std::make_shared<NoBody>());
    race_.finish(0, std::move(outcome), at(30ms));
    EXPECT_TRUE(is_stopped(second_));
}

TEST(RaceOfOne, LeavesTheAnswerAsItIs) {
    const Request request("GET", Url::parse("https://api.example.com/"));
    const HedgeConfig config;
    Race race(request, config);
    ASSERT_NE(race.enter(0, {}), nullptr);
    race.finish(0, answer(200), {});
    EXPECT_EQ(race.result().response.attempt_log(), nullptr);
}

TEST(RaceThatWasStopped, StillHasAFirstAttemptToSayWhy) {
    const Request request("GET", Url::parse("https://api.example.com/"));
    const HedgeConfig config;
    Race race(request, config);
    race.stop();
    EXPECT_FALSE(race.is_open());
    Request* const first = race.enter(0, {});
    ASSERT_NE(first, nullptr);
    EXPECT_TRUE(first->options().stop.stop_requested());
}

}  // namespace
}  // namespace curlew::layers
