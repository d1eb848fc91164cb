#include <curlew/params.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

TEST(Params, WriteEveryKindOfValue) {
    const Params params{{"text", "a"},
                        {"string", std::string("b")},
                        {"view", std::string_view("c")},
                        {"int", -5},
                        {"large", std::numeric_limits<std::uint64_t>::max()},
                        {"small", std::numeric_limits<std::int64_t>::min()},
                        {"real", 0.1},
                        {"yes", true},
                        {"no", false}};
    EXPECT_EQ(params.to_query(),
              "text=a&string=b&view=c&int=-5&large=18446744073709551615"
              "&small=-9223372036854775808&real=0.1&yes=true&no=false");
}

TEST(Params, KeepOrderAndRepetition) {
    Params params;
    params.add("b", 1).add("a", 2).add("b", 3);
    EXPECT_EQ(params.to_query(), "b=1&a=2&b=3");
    EXPECT_EQ(params.size(), 3u);
}

TEST(Params, EncodeNamesAndValues) {
    const Params params{{"a&b", "c=d"}, {"sp ace", "\u00fc+/~"}};
    EXPECT_EQ(params.to_query(), "a%26b=c%3Dd&sp%20ace=%C3%BC%2B%2F~");
    EXPECT_EQ(params.to_form(), "a%26b=c%3Dd&sp+ace=%C3%BC%2B%2F%7E");
}

TEST(Params, AreNothingWhenThereAreNone) {
    EXPECT_EQ(Params().to_query(), "");
    EXPECT_TRUE(Params().empty());
    EXPECT_EQ((Params{{"", ""}}).to_query(), "=");
}

}  // namespace
}  // namespace curlew
