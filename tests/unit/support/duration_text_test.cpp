#include "support/duration_text.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;

TEST(DurationText, IsInSecondsToTheMillisecond) {
    EXPECT_EQ(duration_text(0s), "0 s");
    EXPECT_EQ(duration_text(30ms), "0.03 s");
    EXPECT_EQ(duration_text(1500ms), "1.5 s");
    EXPECT_EQ(duration_text(10041ms), "10.041 s");
    EXPECT_EQ(duration_text(2min), "120 s");
    EXPECT_EQ(duration_text(1234567890ns), "1.235 s");
    EXPECT_EQ(duration_text(-2s), "-2 s");
}

TEST(DurationText, HasThreeDigitsOfShorterTimes) {
    EXPECT_EQ(duration_text(250us), "0.00025 s");
    EXPECT_EQ(duration_text(123456ns), "0.000123 s");
    EXPECT_EQ(duration_text(1ns), "1e-09 s");
}

TEST(DurationText, KnowsNoOverflow) {
    EXPECT_EQ(duration_text(std::chrono::nanoseconds::max()), "9223372036.855 s");
}

}  // namespace
}  // namespace curlew
