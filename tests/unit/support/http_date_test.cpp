#include "support/http_date.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono;

constexpr sys_seconds now = sys_days(year(2026) / November / 23);
constexpr sys_seconds example = sys_days(year(1994) / November / 6) + 8h + 49min + 37s;

TEST(HttpDate, ReadsItsThreeFormsAsTheSameInstant) {
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now), example);
    EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now), example);
    EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994", now), example);
}

TEST(HttpDate, TakesATwoDigitYearForThePastWhenItWouldBeMoreThanFiftyYearsAhead) {
    EXPECT_EQ(parse_http_date("Wednesday, 01-Jan-76 00:00:00 GMT", now),
              sys_seconds(sys_days(year(2076) / January / 1)));
    EXPECT_EQ(parse_http_date("Saturday, 01-Jan-77 00:00:00 GMT", now),
              sys_seconds(sys_days(year(1977) / January / 1)));
}

TEST(HttpDate, LetsTheWeekdaySayWhichCenturyIsMeant) {
    EXPECT_EQ(parse_http_date("Thursday, 01-Jan-70 00:00:00 GMT", now), sys_seconds());
    EXPECT_EQ(parse_http_date("Wednesday, 01-Jan-70 00:00:00 GMT", now),
              sys_seconds(sys_days(year(2070) / January / 1)));
}

TEST(HttpDate, KnowsLeapDays) {
    EXPECT_TRUE(parse_http_date("Thu, 29 Feb 2024 12:00:00 GMT", now));
    EXPECT_FALSE(parse_http_date("Sat, 29 Feb 2025 12:00:00 GMT", now));
    EXPECT_FALSE(parse_http_date("Thu, 29 Feb 1900 12:00:00 GMT", now));
}

TEST(HttpDate, IsNothingWhenCutShortAnywhere) {
    for (const std::string_view whole :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun Nov  6 08:49:37 1994"}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            EXPECT_FALSE(parse_http_date(whole.substr(0, size), now)) << whole.substr(0, size);
        }
    }
}

TEST(HttpDate, IsSentAsImfFixdate) {
    EXPECT_EQ(format_http_date(example), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(format_http_date(sys_seconds(-1s)), "Wed, 31 Dec 1969 23:59:59 GMT");
    EXPECT_EQ(format_http_date(sys_days(year(7) / March / 1)), "Thu, 01 Mar 0007 00:00:00 GMT");
}

TEST(HttpDate, ReadsEveryDayOfFourCenturiesAsItWasSent) {
    // Four centuries: after them the calendar repeats itself.
    for (sys_days day = year(1900) / January / 1; day < sys_days(year(2300) / January / 1);
         day += days(1)) {
        const sys_seconds noon = day + 12h + 34min + 56s;
        ASSERT_EQ(parse_http_date(format_http_date(noon), now), noon) << format_http_date(noon);
    }
}

}  // namespace
}  // namespace curlew
