#include "unit/model/outcome.hpp"

#include <curlew/json.hpp>

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::HasSubstr;

JsonError error_of(std::string_view json) {
    try {
        (void)parse_json(json);
    } catch (const JsonError& error) {
        return error;
    }
    ADD_FAILURE() << json << " was accepted";
    return JsonError("nothing", json, 0);
}

TEST(JsonErrors, SayWhatWasExpectedAndWhere) {
    struct Case {
        std::string_view json;
        std::size_t line;
        std::size_t column;
        const char* reason;
    };
    for (const Case& item : {Case{"", 1, 1, "a value expected"},
                             Case{"  ", 1, 3, "a value expected"},
                             Case{"{", 1, 2, "a name in double quotes expected"},
                             Case{"{\"a\" 1}", 1, 6, "':' expected"},
                             Case{"{\"a\":1,}", 1, 8, "a name in double quotes expected"},
                             Case{"{\"a\":1 \"b\"}", 1, 8, "',' or '}' expected"},
                             Case{"[1 2]", 1, 4, "',' or ']' expected"},
                             Case{"[1,]", 1, 4, "a value expected"},
                             Case{"[1", 1, 3, "',' or ']' expected"},
                             Case{"1 2", 1, 3, "the end of the document expected"},
                             Case{"[01]", 1, 3, "a number without leading zeros expected"},
                             Case{"[1.]", 1, 4, "a digit expected"},
                             Case{"[1e]", 1, 4, "a digit expected"},
                             Case{"[-]", 1, 3, "a digit expected"},
                             Case{"[1e999]", 1, 2, "a number that fits a double expected"},
                             Case{"tru", 1, 1, "a value expected"},
                             Case{"\"a", 1, 3, "the end of a string expected"},
                             Case{"\"\\x\"", 1, 2, "one of the escapes"},
                             Case{"\"\\u12g4\"", 1, 6, "four hexadecimal digits expected"},
                             Case{"\"\\ud800\"", 1, 2, "a pair of surrogates expected"},
                             Case{"\"a\nb\"", 1, 3, "an escape for a control character expected"},
                             Case{"\"\xff\"", 1, 2, "UTF-8 expected"},
                             Case{"{\n  \"é😀\": 1,\n  \"ü\": x\n}", 3, 8, "a value expected"},
                             Case{"\xef\xbb\xbf[x]", 1, 2, "a value expected"}}) {
        SCOPED_TRACE(item.json);
        const JsonError error = error_of(item.json);
        EXPECT_EQ(error.line(), item.line);
        EXPECT_EQ(error.column(), item.column);
        EXPECT_THAT(error.what(), HasSubstr(item.reason));
        EXPECT_EQ(error.phase(), Phase::decode);
    }
}

TEST(JsonErrors, ShowTheLineAroundThePlaceWithAMark) {
    EXPECT_STREQ(error_of("{\n  \"ü\": x\n}").what(),
                 "not JSON: a value expected at line 2, column 8:   \"ü\": >>>x");
    EXPECT_STREQ(error_of("[1").what(),
                 "not JSON: ',' or ']' expected at line 1, column 3: [1>>> (the text ends here)");
    const std::string filler(100, ' ');
    EXPECT_THAT(error_of('[' + filler + 'x' + filler + ']').what(), HasSubstr(": ...  "));
    EXPECT_EQ(std::string_view(error_of("[\t\x01]").what()).find('\t'), std::string_view::npos);
}

TEST(JsonErrors, CountBytesFromTheStartOfTheText) {
    EXPECT_EQ(error_of("[\"é\", x]").offset(), 7u);
    EXPECT_EQ(error_of("\xef\xbb\xbf[x]").offset(), 4u);
}

TEST(JsonErrors, AreThrownByModelsToo) {
    EXPECT_THROW((void)from_json<int>("1 x"), JsonError);
    EXPECT_THROW((void)from_json<int>(""), JsonError);
}

}  // namespace
}  // namespace curlew
