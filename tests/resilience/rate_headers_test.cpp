#include "layers/rate_headers.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using layers::parse_rate_limit;
using layers::ServerLimit;

const std::chrono::system_clock::time_point now =
    std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

ServerLimit parse(const Headers& headers) {
    return parse_rate_limit(headers, now);
}

TEST(RateHeaders, OfTheDraftAreUnderstood) {
    const ServerLimit limit = parse(
        {{"RateLimit-Policy", R"("default";q=100;w=60)"}, {"RateLimit", R"("default";r=50;t=30)"}});
    EXPECT_EQ(limit.limit, 100u);
    EXPECT_EQ(limit.remaining, 50u);
    EXPECT_EQ(limit.reset, 30s);
    EXPECT_EQ(parse({{"RateLimit", R"("a"; t=5 ; r=0)"}}).remaining, 0u);
}

TEST(RateHeaders, OfEarlierDraftsAreUnderstood) {
    const ServerLimit limit = parse({{"RateLimit-Limit", "100, 100;w=60"},
                                     {"RateLimit-Remaining", "7"},
                                     {"RateLimit-Reset", "12"}});
    EXPECT_EQ(limit.limit, 100u);
    EXPECT_EQ(limit.remaining, 7u);
    EXPECT_EQ(limit.reset, 12s);
}

TEST(RateHeaders, MayHaveADateAsReset) {
    const ServerLimit limit = parse({{"X-RateLimit-Limit", "60"},
                                     {"X-RateLimit-Remaining", "0"},
                                     {"X-RateLimit-Reset", "1767225690"}});
    EXPECT_EQ(limit.remaining, 0u);
    EXPECT_EQ(limit.reset, 90s);
    EXPECT_EQ(parse({{"X-Rate-Limit-Reset", "1.5"}}).reset, 1500ms);
    EXPECT_EQ(parse({{"X-RateLimit-Reset", "1000000001"}}).reset, 0s) << "in the past";
}

TEST(RateHeaders, ThatAreMalformedAreNone) {
    for (const char* value : {"", "-1", "soon", "nan", "12x", "inf0"}) {
        const ServerLimit limit =
            parse({{"X-RateLimit-Remaining", value}, {"X-RateLimit-Reset", value}});
        EXPECT_EQ(limit.remaining, std::nullopt) << value;
        EXPECT_EQ(limit.reset, std::nullopt) << value;
    }
    EXPECT_EQ(parse({{"RateLimit", "50"}}).remaining, std::nullopt);
    EXPECT_LE(*parse({{"RateLimit-Reset", "1e300"}}).reset, std::chrono::years(2));
}

}  // namespace
}  // namespace curlew
