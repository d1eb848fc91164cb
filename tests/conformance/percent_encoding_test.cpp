#include "support/conformance.hpp"
#include "support/percent.hpp"

#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

/// The cases are about whole queries, in which the URL standard leaves `|` and `\` as they are.
/// Here it is values that are encoded, and RFC 3986 allows neither character anywhere in a URL.
std::string with_the_rest_encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') {
            out += "%7C";
        } else if (c == '\\') {
            out += "%5C";
        } else {
            out += c;
        }
    }
    return out;
}

// The other charsets of the cases don't apply: URLs are made in UTF-8 only.
TEST(PercentEncodingConformance, EncodesAndDecodesTheUtf8Cases) {
    const auto cases = testing::load_conformance("url/percent-encoding.json");
    int tried = 0;
    for (const auto& item : cases) {
        if (!item.is_object() || !item["output"].contains("utf-8"))
            continue;  // comments are strings
        ++tried;
        const auto input = item["input"].get<std::string>();
        const auto output = item["output"]["utf-8"].get<std::string>();
        EXPECT_EQ(percent::encode(input), with_the_rest_encoded(output));
        EXPECT_EQ(percent::encode_form(input), with_the_rest_encoded(output));
        EXPECT_EQ(percent::decode(output), input);
        EXPECT_EQ(percent::decode_form(output), input);
    }
    EXPECT_EQ(tried, 7);
}

}  // namespace
}  // namespace curlew
