#include "unit/model/outcome.hpp"

#include <curlew/json.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

struct Event {
    std::string kind;
    Json payload;
};

TEST(DynamicJson, IsWhatNlohmannsOwnParserGives) {
    for (const char* text :
         {"null", "true", "0", "-1", "18446744073709551615", "1.5", "1e3", R"("a\u00e9")", "[]",
          "{}", R"({"b":[1,{"a":null}],"a":{"x":-0.0}})", "123456789012345678901234567890"}) {
        const Json ours = parse_json(text);
        const Json theirs = Json::parse(text);
        EXPECT_EQ(ours, theirs) << text;
        EXPECT_EQ(ours.type(), theirs.type()) << text;
        EXPECT_EQ(ours.dump(), theirs.dump()) << text;
    }
}

TEST(DynamicJson, IsAMemberOfAModelForAnything) {
    const char* text = R"({"kind":"x","payload":{"a":[1,2.5,"s",null,true]}})";
    const auto event = from_json<Event>(text);
    EXPECT_EQ(event.payload["a"][1], 2.5);
    EXPECT_EQ(to_json(event), text);
}

TEST(DynamicJson, IsDecodedToAModel) {
    const Json value = {{"kind", "x"}, {"payload", {1, -2, 3u, 0.5, nullptr, false, "t"}}};
    EXPECT_EQ(from_json<Event>(value).payload, value["payload"]);
    EXPECT_EQ(from_json<std::vector<int>>(Json{1, "2", 3.0}), (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(from_json<std::uint64_t>(Json(std::numeric_limits<std::uint64_t>::max())),
              std::numeric_limits<std::uint64_t>::max());
    try {
        (void)from_json<std::vector<int>>(Json{1, "2"}, Validation::strict);
        FAIL() << "it was accepted";
    } catch (const ValidationError& error) {
        EXPECT_EQ(error.errors().at(0).message(), "[1]: expected integer, found \"2\"");
    }
}

TEST(DynamicJson, WithNaNIsNotWritten) {
    EXPECT_THROW((void)to_json(Json{{"a", std::nan("")}}), ConfigurationError);
    EXPECT_THROW((void)to_json(Json{{"a", "\xff"}}), ConfigurationError);
    EXPECT_THROW((void)to_json(Json::binary({1, 2})), ConfigurationError);
}

TEST(Documents, MayBeginWithAByteOrderMark) {
    EXPECT_EQ(from_json<int>("\xef\xbb\xbf 7"), 7);
    EXPECT_EQ(parse_json("\xef\xbb\xbf[]"), Json::array());
}

TEST(Documents, NestDownTo1024Levels) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_EQ(from_json<Json>(nested(1000)), parse_json(nested(1000)));
    EXPECT_EQ(testing::misfits<Json>(nested(1025)),
              std::vector<std::string>{
                  "depth the document: expected nesting of at most 1024 levels, found more"});
    EXPECT_THROW((void)parse_json(nested(1025)), JsonError);
    EXPECT_THROW((void)parse_json(std::string(100000, '[')), JsonError);

    Json deep;
    for (int i = 0; i < 1100; ++i)
        deep = Json::array({deep});
    EXPECT_THROW((void)from_json<Json>(deep), ValidationError);
    EXPECT_THROW((void)to_json(deep), ConfigurationError);
}

TEST(Documents, MayBeLargerThanTheParserKeepsMemoryFor) {
    const std::string large = '"' + std::string(std::size_t(9) << 20, 'x') + '"';
    EXPECT_EQ(from_json<std::string>(large).size(), large.size() - 2);
    EXPECT_EQ(from_json<int>("1"), 1);
}

}  // namespace
}  // namespace curlew
