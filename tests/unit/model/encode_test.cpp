#include "unit/model/outcome.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::HasSubstr;

struct Score {
    std::string name;
    double value;
};
struct Team {
    std::vector<Score> scores;
    std::map<std::string, double> extra;
};
struct Chain {
    std::unique_ptr<Chain> next;
};

template <class T>
std::string refusal(const T& value) {
    try {
        return to_json(value) + " was written";
    } catch (const ConfigurationError& error) {
        return error.message();
    }
}

TEST(Encoding, EscapesOnlyWhatItHasTo) {
    EXPECT_EQ(to_json(std::string("a\"b\\c/\b\f\n\r\t\x01\x1f\x7fé😀")),
              "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u001f\x7fé😀\"");
    EXPECT_EQ(to_json(std::string_view("view")), "\"view\"");
    EXPECT_EQ(to_json(std::string("a\0b", 3)), "\"a\\u0000b\"");
}

TEST(Encoding, WritesNumbersSoThatTheyComeBack) {
    EXPECT_EQ(to_json(0.1), "0.1");
    EXPECT_EQ(to_json(1.0), "1.0");
    EXPECT_EQ(to_json(-0.0), "-0.0");
    EXPECT_EQ(to_json(1e300), "1e+300");
    EXPECT_EQ(to_json(0.1f), "0.1");
    EXPECT_EQ(to_json(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    for (const double value : {5e-324, 1.7976931348623157e308, 1.0 / 3, -123456789.123}) {
        EXPECT_EQ(from_json<double>(to_json(value)), value);
    }
}

TEST(Encoding, RefusesNumbersThatJsonDoesNotHaveAndNamesThem) {
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(refusal(Team{{{"a", 1}, {"b", std::nan("")}}, {}}),
              "cannot write scores[1].value as JSON: JSON has no NaN");
    EXPECT_EQ(refusal(Team{{{"}\"]", 1}}, {{"a,b", 1}, {"x", infinity}}}),
              "cannot write extra.x as JSON: JSON has no infinity");
    EXPECT_EQ(refusal(std::nan("")), "cannot write the value as JSON: JSON has no NaN");
}

TEST(Encoding, RefusesStringsThatAreNotUtf8AndNamesThem) {
    for (const char* bad :
         {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "a\xe2\x82", "\x80",
          "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80"}) {
        EXPECT_EQ(refusal(Team{{{bad, 1}}, {}}),
                  "cannot write scores[0].name as JSON: the string is not UTF-8");
    }
}

TEST(Encoding, RefusesAnEndlessNesting) {
    Chain chain;
    Chain* last = &chain;
    for (int i = 0; i < 1023; ++i) {
        last->next = std::make_unique<Chain>();
        last = last->next.get();
    }
    EXPECT_THAT(to_json(chain), HasSubstr("\"next\":null"));
    last->next = std::make_unique<Chain>();
    EXPECT_THAT(refusal(chain), HasSubstr("nested deeper than 1024 levels"));
}

}  // namespace
}  // namespace curlew
