#include "support/ascii.hpp"

#include <gtest/gtest.h>

namespace curlew {
namespace {

TEST(Ascii, ComparesLettersWithoutCaseAndLeavesAllOtherBytesAlone) {
    EXPECT_TRUE(ascii::equal_ignoring_case("Content-Type", "cONTENT-tYPE"));
    EXPECT_TRUE(ascii::equal_ignoring_case("", ""));
    EXPECT_FALSE(ascii::equal_ignoring_case("Accept", "Accept "));
    EXPECT_FALSE(ascii::equal_ignoring_case("@", "`"));
    EXPECT_FALSE(ascii::equal_ignoring_case("[", "{"));
    EXPECT_FALSE(ascii::equal_ignoring_case("\xC4", "\xE4"));
    EXPECT_EQ(ascii::lowered("ABC-\xC4-xyz"), "abc-\xC4-xyz");
}

TEST(Ascii, ReadsHexadecimalDigitsOnly) {
    EXPECT_EQ(ascii::hex_value('0'), 0);
    EXPECT_EQ(ascii::hex_value('9'), 9);
    EXPECT_EQ(ascii::hex_value('a'), 10);
    EXPECT_EQ(ascii::hex_value('F'), 15);
    for (const char c : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\xFF'}) {
        EXPECT_EQ(ascii::hex_value(c), -1) << static_cast<int>(c);
    }
}

TEST(Ascii, KnowsTheCharactersOfATokenByTheTableOfRfc9110) {
    EXPECT_TRUE(ascii::is_token("!#$%&'*+-.^_`|~09azAZ"));
    EXPECT_FALSE(ascii::is_token(""));
    for (const char c : std::string_view("\"(),/:;<=>?@[\\]{} \t\r\n\0\x7F\x80", 24)) {
        EXPECT_FALSE(ascii::is_token_char(c)) << static_cast<int>(c);
    }
}

TEST(Ascii, TrimsSpacesAndTabsAndNothingElse) {
    EXPECT_EQ(ascii::trim(" \t a b\t "), "a b");
    EXPECT_EQ(ascii::trim(" \t "), "");
    EXPECT_EQ(ascii::trim(""), "");
    EXPECT_EQ(ascii::trim("\n a"), "\n a");
}

}  // namespace
}  // namespace curlew
