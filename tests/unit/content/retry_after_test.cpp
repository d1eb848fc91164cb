#include "content/retry_after.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono;

constexpr sys_seconds now = sys_days(year(2026) / November / 23) + 13h;

TEST(RetryAfter, IsANumberOfSeconds) {
    EXPECT_EQ(parse_retry_after("120", now), 120s);
    EXPECT_EQ(parse_retry_after(" 0\t", now), 0s);
}

TEST(RetryAfter, CountsADateFromNowAndNeverBelowZero) {
    EXPECT_EQ(parse_retry_after("Mon, 23 Nov 2026 13:02:00 GMT", now), 120s);
    EXPECT_EQ(parse_retry_after("Mon, 23 Nov 2026 12:00:00 GMT", now), 0s);
}

TEST(RetryAfter, IsNothingWhenMalformedOrTooLargeToCount) {
    for (const char* text :
         {"", "-1", "+1", "1.5", "1 2", "1, 2", "soon", "9223372036854775808", "13:00"}) {
        EXPECT_FALSE(parse_retry_after(text, now)) << text;
    }
}

}  // namespace
}  // namespace curlew
