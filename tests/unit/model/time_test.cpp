#include "unit/model/outcome.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using Millis = std::chrono::sys_time<std::chrono::milliseconds>;
using Nanos = std::chrono::sys_time<std::chrono::nanoseconds>;
using Date = std::chrono::year_month_day;
using testing::decoded;

template <class T>
struct Cell {
    const char* json;
    std::optional<T> lax;
    std::optional<T> strict;
};

template <class T>
void check(const std::vector<Cell<T>>& table) {
    for (const Cell<T>& cell : table) {
        SCOPED_TRACE(cell.json);
        EXPECT_TRUE(decoded<T>(cell.json, Validation::lax) == cell.lax);
        EXPECT_TRUE(decoded<T>(cell.json, Validation::strict) == cell.strict);
    }
}

constexpr auto no = std::nullopt;
const Millis noon = sys_days(2026y / 1 / 31) + 12h;

TEST(Times, AreReadAsTheTableSays) {
    check<Millis>({{R"("2026-01-31T12:00:00Z")", noon, noon},
                   {R"("2026-01-31t12:00:00z")", noon, noon},
                   {R"("2026-01-31 12:00:00Z")", noon, noon},
                   {R"("2026-01-31T13:00:00+01:00")", noon, noon},
                   {R"("2026-01-31T06:30:00-05:30")", noon, noon},
                   {R"("2026-02-01T00:00:00+12:00")", noon, noon},
                   {R"("2026-01-31T12:00:00.5Z")", noon + 500ms, noon + 500ms},
                   {R"("2026-01-31T12:00:00.123456789123Z")", noon + 123ms, noon + 123ms},
                   {R"("2026-01-31T12:00:00")", noon, no},
                   {R"("2026-01-31T12:00Z")", noon, no},
                   {R"("2026-01-31T13:00:00+0100")", noon, no},
                   {R"("2026-01-31")", noon - 12h, no},
                   {R"("1769860800")", noon, no},
                   {R"("1769860800.5")", noon + 500ms, no},
                   {"1769860800", noon, no},
                   {"1769860800.5", noon + 500ms, no},
                   {"1769860800000", noon, no},
                   {"20000000000", Millis(20000000000s), no},
                   {"20000000001", Millis(20000000001ms), no},
                   {"-1", Millis(-1s), no},
                   {"-0.25", Millis(-250ms), no},
                   {"true", no, no},
                   {"null", no, no},
                   {"1e300", no, no}});
}

TEST(Times, ThatDoNotExistAreRefused) {
    for (const char* bad : {"2026-02-29T00:00:00Z",
                            "2026-13-01T00:00:00Z",
                            "2026-00-01T00:00:00Z",
                            "2026-01-32T00:00:00Z",
                            "2026-01-31T24:00:00Z",
                            "2026-01-31T12:60:00Z",
                            "2026-01-31T12:00:61Z",
                            "2026-01-31T12:00:60Z",
                            "2026-01-31T12:00:00+24:00",
                            "2026-01-31T12:00:00+01:60",
                            "2026-01-31T12:00:00.Z",
                            "2026-01-31T12:00:00Zx",
                            "26-01-31T12:00:00Z",
                            "2026-1-31T12:00:00Z",
                            "2026-01-31X12:00:00Z",
                            "2100-02-29T00:00:00Z",
                            "2026-01-31T12:00:00,5Z",
                            " 2026-01-31T12:00:00Z",
                            "",
                            "now"}) {
        EXPECT_EQ(decoded<Millis>('"' + std::string(bad) + '"'), std::nullopt) << bad;
    }
    EXPECT_EQ(testing::misfits<Millis>(R"("yesterday")"),
              std::vector<std::string>{"value the document: expected RFC 3339 time, as "
                                       "2026-01-31T12:00:00Z, found \"yesterday\""});
}

TEST(Times, KnowLeapYearsAndLeapSeconds) {
    EXPECT_EQ(from_json<Millis>(R"("2024-02-29T00:00:00Z")"), sys_days(2024y / 2 / 29));
    EXPECT_EQ(from_json<Millis>(R"("2000-02-29T00:00:00Z")"), sys_days(2000y / 2 / 29));
    EXPECT_EQ(from_json<Millis>(R"("2016-12-31T23:59:60Z")"), sys_days(2017y / 1 / 1));
    EXPECT_EQ(from_json<Millis>(R"("2016-12-31T15:59:60.5-08:00")"),
              sys_days(2017y / 1 / 1) + 500ms);
}

TEST(Times, AreWrittenInUtcWithTheDigitsTheyHave) {
    EXPECT_EQ(to_json(noon), R"("2026-01-31T12:00:00Z")");
    EXPECT_EQ(to_json(noon + 250ms), R"("2026-01-31T12:00:00.25Z")");
    EXPECT_EQ(to_json(Nanos(1ns)), R"("1970-01-01T00:00:00.000000001Z")");
    EXPECT_EQ(to_json(Nanos(-1ns)), R"("1969-12-31T23:59:59.999999999Z")");
    EXPECT_EQ(to_json(sys_days(2026y / 1 / 31)), R"("2026-01-31T00:00:00Z")");
    EXPECT_THROW((void)to_json(sys_seconds(sys_days(10000y / 1 / 1))), ConfigurationError);
    EXPECT_THROW((void)to_json(sys_seconds::max()), ConfigurationError);
    EXPECT_THROW((void)to_json(sys_seconds::min()), ConfigurationError);
}

TEST(Times, ComeBackAtBothEndsOfTheirType) {
    for (const Nanos time : {Nanos::min(), Nanos::max(), Nanos(0ns)}) {
        EXPECT_EQ(from_json<Nanos>(to_json(time)), time);
    }
    EXPECT_EQ(testing::misfits<Nanos>(R"("2300-01-01T00:00:00Z")"),
              std::vector<std::string>{"out_of_range the document: expected time that the member's "
                                       "type can hold, found \"2300-01-01T00:00:00Z\""});
    EXPECT_EQ(from_json<sys_seconds>(R"("2300-01-01T00:00:00Z")"), sys_days(2300y / 1 / 1));
}

TEST(Dates, AreReadAsTheTableSays) {
    const Date date = 2026y / 1 / 31;
    check<Date>({{R"("2026-01-31")", date, date},
                 {R"("2026-01-31T00:00:00Z")", date, no},
                 {R"("2026-01-31T00:00:01Z")", no, no},
                 {"1769817600", date, no},
                 {R"("1769817600")", date, no},
                 {"1769817601", no, no},
                 {R"("2026-02-30")", no, no},
                 {R"("2026-1-31")", no, no},
                 {"true", no, no},
                 {"null", no, no}});
    EXPECT_EQ(to_json(date), R"("2026-01-31")");
    EXPECT_EQ(to_json(Date(5y / 3 / 1)), R"("0005-03-01")");
    EXPECT_THROW((void)to_json(Date(2026y / 2 / 30)), ConfigurationError);
}

TEST(Durations, AreReadAsTheTableSays) {
    using T = std::chrono::milliseconds;
    check<T>({{R"("PT1H30M")", T(90min), T(90min)},
              {R"("P1DT2H")", T(26h), T(26h)},
              {R"("P2W")", T(336h), T(336h)},
              {R"("PT1.5S")", 1500ms, 1500ms},
              {R"("PT0,25S")", 250ms, 250ms},
              {R"("P1.5D")", T(36h), T(36h)},
              {R"("-PT1.5S")", -1500ms, -1500ms},
              {R"("+PT1S")", 1000ms, 1000ms},
              {R"("PT0S")", 0ms, 0ms},
              {"90", T(90s), no},
              {"1.5", 1500ms, no},
              {"-0.5", -500ms, no},
              {R"("P")", no, no},
              {R"("PT")", no, no},
              {R"("P1DT")", no, no},
              {R"("P1Y")", no, no},
              {R"("P1M")", no, no},
              {R"("PT1M1H")", no, no},
              {R"("PT1.5H1M")", no, no},
              {R"("P1H")", no, no},
              {R"("PT1D")", no, no},
              {R"("PT1S ")", no, no},
              {R"("PT1")", no, no},
              {R"("pt1s")", no, no},
              {R"("90")", no, no},
              {R"("PT99999999999999999999S")", no, no},
              {"true", no, no},
              {"null", no, no}});
}

TEST(Durations, AreWrittenAsIso8601) {
    EXPECT_EQ(to_json(0s), R"("PT0S")");
    EXPECT_EQ(to_json(90min), R"("PT1H30M")");
    EXPECT_EQ(to_json(24h), R"("P1D")");
    EXPECT_EQ(to_json(400 * 24h + 1500ms), R"("P400DT1.5S")");
    EXPECT_EQ(to_json(-1ms), R"("-PT0.001S")");
    EXPECT_EQ(to_json(-1s), R"("-PT1S")");
    EXPECT_EQ(to_json(std::chrono::duration<double>(0.25)), R"("PT0.25S")");
    EXPECT_EQ(to_json(std::chrono::days(2)), R"("P2D")");
    EXPECT_THROW((void)to_json(std::chrono::duration<double>(1e300)), ConfigurationError);
    EXPECT_THROW((void)to_json(std::chrono::hours::max()), ConfigurationError);
    for (const auto span : {std::chrono::nanoseconds::min(), std::chrono::nanoseconds::max()}) {
        EXPECT_EQ(from_json<std::chrono::nanoseconds>(to_json(span)), span);
    }
}

TEST(Durations, OfCoarseTypesAreRoundedDown) {
    EXPECT_EQ(from_json<std::chrono::hours>(R"("PT90M")"), 1h);
    EXPECT_EQ(from_json<std::chrono::hours>(R"("-PT90M")"), -2h);
    using Small = std::chrono::duration<signed char>;
    EXPECT_EQ(from_json<Small>("127").count(), 127);
    EXPECT_FALSE(decoded<Small>("128").has_value());
    EXPECT_EQ(from_json<std::chrono::duration<double>>(R"("PT1.5S")").count(), 1.5);
}

}  // namespace
}  // namespace curlew
