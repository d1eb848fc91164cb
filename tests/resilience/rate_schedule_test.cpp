#include "layers/rate_schedule.hpp"

#include <chrono>
#include <deque>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using layers::RateSchedule;

const Clock::time_point start = Clock::time_point(1h);

std::vector<Duration> take(RateSchedule& schedule, int count, Duration at = 0s) {
    std::vector<Duration> times;
    for (int i = 0; i < count; ++i)
        times.push_back(schedule.reserve(start + at) - start);
    return times;
}

TEST(TokenBucket, SpacesRequestsEvenly) {
    const RateLimit limit{.permits = 10, .per = 1s};
    RateSchedule schedule(limit);
    EXPECT_EQ(take(schedule, 3), (std::vector<Duration>{0s, 100ms, 200ms}));
    EXPECT_EQ(take(schedule, 2, 5s), (std::vector<Duration>{5s, 5100ms}));
}

TEST(TokenBucket, SavesUpABurst) {
    const RateLimit limit{.permits = 10, .per = 1s, .burst = 3};
    RateSchedule schedule(limit);
    EXPECT_EQ(take(schedule, 5), (std::vector<Duration>{0s, 0s, 0s, 100ms, 200ms}));
    EXPECT_EQ(take(schedule, 4, 10s), (std::vector<Duration>{10s, 10s, 10s, 10100ms}));
}

TEST(TokenBucket, GivesAgainWhatWasGivenBack) {
    const RateLimit limit{.permits = 10, .per = 1s};
    RateSchedule schedule(limit);
    take(schedule, 5);
    schedule.cancel(start + 200ms);
    EXPECT_EQ(take(schedule, 2), (std::vector<Duration>{200ms, 500ms}));
    schedule.cancel(start + 300ms);
    EXPECT_EQ(take(schedule, 1, 350ms), (std::vector<Duration>{600ms})) << "that time is over";
}

TEST(SlidingWindow, LetsAllItsPermitsBeTakenAtOnce) {
    const RateLimit limit{.permits = 3, .per = 1s, .algorithm = RateAlgorithm::sliding_window};
    RateSchedule schedule(limit);
    EXPECT_EQ(take(schedule, 2), (std::vector<Duration>{0s, 0s}));
    EXPECT_EQ(take(schedule, 3, 400ms), (std::vector<Duration>{400ms, 1s, 1s}));
    EXPECT_EQ(take(schedule, 1, 500ms), (std::vector<Duration>{1400ms}));
}

TEST(SlidingWindow, GivesAgainWhatWasGivenBack) {
    const RateLimit limit{.permits = 2, .per = 1s, .algorithm = RateAlgorithm::sliding_window};
    RateSchedule schedule(limit);
    EXPECT_EQ(take(schedule, 4), (std::vector<Duration>{0s, 0s, 1s, 1s}));
    schedule.cancel(start + 1s);
    EXPECT_EQ(take(schedule, 2), (std::vector<Duration>{1s, 2s}));
}

/// Whatever is asked, taken and given back: no window ever has more than it may.
TEST(SlidingWindow, IsNeverExceeded) {
    const RateLimit limit{.permits = 5, .per = 1s, .algorithm = RateAlgorithm::sliding_window};
    RateSchedule schedule(limit);
    std::mt19937 random(7);
    std::deque<Clock::time_point> taken;
    Clock::time_point now = start;
    for (int i = 0; i < 20'000; ++i) {
        now += std::chrono::milliseconds(random() % 200);
        const Clock::time_point slot = schedule.reserve(now);
        ASSERT_GE(slot, now);
        if (random() % 4 == 0 && slot > now) {
            schedule.cancel(slot);
            continue;
        }
        ASSERT_TRUE(taken.empty() || slot >= taken.back()) << "in order";
        taken.push_back(slot);
        if (taken.size() > limit.permits) {
            ASSERT_GE(slot - taken[taken.size() - 1 - limit.permits], limit.per) << i;
        }
        if (taken.size() > 100) taken.pop_front();
    }
}

/// Whatever was taken and given back before, as many go at once as it says.
TEST(RateSchedule, SaysHowManyCouldGo) {
    for (const auto algorithm : {RateAlgorithm::token_bucket, RateAlgorithm::sliding_window}) {
        const RateLimit limit{.permits = 5, .per = 1s, .algorithm = algorithm, .burst = 3};
        RateSchedule schedule(limit);
        std::mt19937 random(7);
        Clock::time_point now = start;
        bool has_waited = false;
        for (int i = 0; i < 2'000; ++i) {
            now += std::chrono::milliseconds(random() % 300);
            std::size_t went = 0;
            for (RateSchedule copy = schedule; copy.reserve(now) == now;)
                ++went;
            ASSERT_EQ(schedule.free(now), went) << i;
            has_waited = has_waited || went == 0;
            const Clock::time_point slot = schedule.reserve(now);
            if (random() % 4 == 0 && slot > now) schedule.cancel(slot);
        }
        EXPECT_TRUE(has_waited);
    }
}

TEST(TokenBucket, IsNeverExceeded) {
    const RateLimit limit{.permits = 7, .per = 1s, .burst = 4};
    RateSchedule schedule(limit);
    std::mt19937 random(7);
    Clock::time_point now = start;
    std::size_t used = 0;
    Clock::time_point last = start;
    for (int i = 0; i < 20'000; ++i) {
        now += std::chrono::milliseconds(random() % 200);
        const Clock::time_point slot = schedule.reserve(now);
        if (random() % 4 == 0 && slot > now) {
            schedule.cancel(slot);
        } else {
            ++used;
            last = std::max(last, slot);
        }
    }
    const double seconds = std::chrono::duration<double>(last - start).count();
    EXPECT_LE(static_cast<double>(used), 7 * seconds + 4);
    EXPECT_GE(static_cast<double>(used), 0.9 * 7 * seconds);
}

}  // namespace
}  // namespace curlew
