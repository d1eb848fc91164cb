#include "support/percent.hpp"

#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

std::string every_byte() {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    return all;
}

TEST(Percent, KeepsUnreservedCharactersOnly) {
    const std::string unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    EXPECT_EQ(percent::encode(unreserved), unreserved);
    EXPECT_EQ(percent::encode(":/?#[]@!$&'()*+,;="),
              "%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D");
    EXPECT_EQ(percent::encode("a b%"), "a%20b%25");
    EXPECT_EQ(percent::encode("ü"), "%C3%BC");
}

TEST(Percent, EncodesFormsAsTheUrlStandardHasIt) {
    EXPECT_EQ(percent::encode_form("a b*-._~+&=\r\n"), "a+b*-._%7E%2B%26%3D%0D%0A");
}

TEST(Percent, BringsEveryByteBack) {
    EXPECT_EQ(percent::decode(percent::encode(every_byte())), every_byte());
    EXPECT_EQ(percent::decode_form(percent::encode_form(every_byte())), every_byte());
}

TEST(Percent, TakesPlusForASpaceInFormsOnly) {
    EXPECT_EQ(percent::decode("a+b"), "a+b");
    EXPECT_EQ(percent::decode_form("a+b%2B"), "a b+");
}

TEST(Percent, LeavesAPercentSignWithoutTwoDigitsAlone) {
    for (const char* text : {"%", "%4", "%g1", "%1g", "100%", "%%", "a%2"}) {
        EXPECT_EQ(percent::decode(text), text);
    }
    EXPECT_EQ(percent::decode("%%41"), "%A");
    EXPECT_EQ(percent::decode("%c3%BC"), "ü");
}

TEST(Percent, DecodesOnlyOnce) {
    EXPECT_EQ(percent::decode("%2541"), "%41");
}

}  // namespace
}  // namespace curlew
