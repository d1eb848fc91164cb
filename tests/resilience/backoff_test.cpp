#include "layers/backoff.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using layers::backoff;

RetryConfig with(Jitter jitter) {
    return {.backoff_factor = 100ms, .backoff_max = 1s, .jitter = jitter};
}

TEST(Backoff, DoublesUpToItsMaximum) {
    const RetryConfig config = with(Jitter::none);
    EXPECT_EQ(backoff(config, 1, {}, 0.3), 100ms);
    EXPECT_EQ(backoff(config, 2, {}, 0.3), 200ms);
    EXPECT_EQ(backoff(config, 4, {}, 0.3), 800ms);
    EXPECT_EQ(backoff(config, 5, {}, 0.3), 1s);
    EXPECT_EQ(backoff(config, 5000, {}, 0.3), 1s) << "no overflow";
}

TEST(Backoff, WithFullJitterIsAnythingBelow) {
    const RetryConfig config = with(Jitter::full);
    EXPECT_EQ(backoff(config, 3, {}, 0), 0s);
    EXPECT_EQ(backoff(config, 3, {}, 0.5), 200ms);
    EXPECT_EQ(backoff(config, 3, {}, 1), 400ms);
}

TEST(Backoff, WithEqualJitterIsAtLeastHalf) {
    const RetryConfig config = with(Jitter::equal);
    EXPECT_EQ(backoff(config, 3, {}, 0), 200ms);
    EXPECT_EQ(backoff(config, 3, {}, 1), 400ms);
}

TEST(Backoff, WithDecorrelatedJitterGrowsFromTheWaitBefore) {
    const RetryConfig config = with(Jitter::decorrelated);
    EXPECT_EQ(backoff(config, 1, {}, 1), 100ms);
    EXPECT_EQ(backoff(config, 2, 200ms, 0), 100ms);
    EXPECT_EQ(backoff(config, 2, 200ms, 1), 600ms);
    EXPECT_EQ(backoff(config, 3, 900ms, 1), 1s);
}

TEST(Backoff, DrawsFractionsEvenly) {
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const double fraction = layers::random_fraction();
        ASSERT_GE(fraction, 0);
        ASSERT_LE(fraction, 1);
        sum += fraction;
    }
    EXPECT_NEAR(sum / 10'000, 0.5, 0.03);  // ten standard deviations
}

}  // namespace
}  // namespace curlew
