#include "content/media_type.hpp"

#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

TEST(MediaType, HasTypeAndParametersWithoutCase) {
    const auto type = MediaType::parse("Text/HTML; Charset=\"UTF-8\" ;q=0.5");
    EXPECT_EQ(type.essence(), "text/html");
    EXPECT_EQ(type.charset(), "utf-8");
    EXPECT_EQ(type.parameter("charset"), "UTF-8");
    EXPECT_EQ(type.parameter("q"), "0.5");
    EXPECT_EQ(type.parameter("absent"), "");
}

TEST(MediaType, UnescapesQuotedValues) {
    const auto type = MediaType::parse(R"(multipart/form-data; boundary="a;b\"c\\d"; x=1)");
    EXPECT_EQ(type.parameter("boundary"), R"(a;b"c\d)");
    EXPECT_EQ(type.parameter("x"), "1");
}

TEST(MediaType, TakesTheFirstOfRepeatedParameters) {
    EXPECT_EQ(MediaType::parse("text/plain; charset=utf-8; charset=latin1").charset(), "utf-8");
}

TEST(MediaType, AllowsSpacesAroundTheSign) {
    EXPECT_EQ(MediaType::parse(" text/plain ; charset = \"latin1\"").charset(), "latin1");
}

TEST(MediaType, LeavesOutWhatIsMalformed) {
    EXPECT_EQ(MediaType::parse("text/plain;;; =x; charset; charset=; charset=koi8-r").charset(),
              "koi8-r");
    EXPECT_EQ(MediaType::parse("text/plain; charset=\"utf-8").charset(), "utf-8");
    EXPECT_EQ(MediaType::parse("text/plain junk; charset=utf-8").charset(), "utf-8");
}

TEST(MediaType, IsEmptyWithoutTypeAndSubtype) {
    for (const char* text : {"", " ", "text", "text/", "/html", ";charset=utf-8", "*"}) {
        EXPECT_EQ(MediaType::parse(text).essence(), "") << text;
        EXPECT_EQ(MediaType::parse(text).charset(), "") << text;
    }
}

TEST(MediaType, KnowsJsonByNameAndBySuffix) {
    for (const char* text : {"application/json", "Application/JSON; charset=utf-8",
                             "application/problem+json", "application/vnd.api+JSON;v=1"}) {
        EXPECT_TRUE(MediaType::parse(text).is_json()) << text;
    }
    for (const char* text :
         {"", "text/plain", "application/jsonp", "application/json-seq", "application/x-ndjson",
          "application/json+xml", "text/html; note=\"application/json\""}) {
        EXPECT_FALSE(MediaType::parse(text).is_json()) << text;
    }
}

}  // namespace
}  // namespace curlew
