#include "content/charset.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::string_view_literals;

TEST(Charset, GivesUtf8BackAsItIs) {
    const auto text = "Grüße, 世界 \U0001F600\0 end"sv;
    EXPECT_EQ(to_utf8(text, "utf-8"), text);
    EXPECT_EQ(to_utf8(text, "UTF8"), text);
    EXPECT_EQ(to_utf8(text, ""), text);
    EXPECT_EQ(to_utf8("", "utf-8"), "");
}

TEST(Charset, ConvertsFromTheNamedOne) {
    EXPECT_EQ(to_utf8("caf\xE9", "iso-8859-1"), "café");
    EXPECT_EQ(to_utf8("\x80 5", "windows-1252"), "€ 5");
    EXPECT_EQ(to_utf8("\xCF\xF0\xE8\xE2\xE5\xF2", "windows-1251"), "Привет");
    EXPECT_EQ(to_utf8("\x93\xFA\x96\x7B", "Shift_JIS"), "日本");
    EXPECT_EQ(to_utf8("\xC4\xE3\xBA\xC3", "gb18030"), "你好");
    EXPECT_EQ(to_utf8("\xB0\xA1", "euc-kr"), "가");
}

TEST(Charset, TakesIso88591AtItsWord) {
    EXPECT_EQ(to_utf8("\x80", "iso-8859-1"), "\u0080");
}

TEST(Charset, ConvertsUtf16WithAndWithoutByteOrderMark) {
    EXPECT_EQ(to_utf8("h\0\xAC\x20"sv, "utf-16le"), "h€");
    EXPECT_EQ(to_utf8("\0h\x20\xAC"sv, "utf-16be"), "h€");
    EXPECT_EQ(to_utf8("\xFF\xFEh\0"sv, "utf-16"), "h");
    EXPECT_EQ(to_utf8("\xFE\xFF\0h"sv, "utf-16"), "h");
}

TEST(Charset, LetsAByteOrderMarkOverruleTheName) {
    EXPECT_EQ(to_utf8("\xEF\xBB\xBF\xC3\xA9", "iso-8859-1"), "é");
    EXPECT_EQ(to_utf8("\xFF\xFE\xE9\0"sv, "utf-8"), "é");
    EXPECT_EQ(to_utf8("\xFE\xFF\0\xE9"sv, ""), "é");
    EXPECT_EQ(to_utf8("\xEF\xBB\xBF", ""), "");
}

TEST(Charset, TakesNamesThatItDoesNotKnowForUtf8) {
    EXPECT_EQ(to_utf8("é\xFF", "klingon"), "é\uFFFD");
}

TEST(Charset, LetsNoNameReachTheConverterThatIsMoreThanAName) {
    for (const char* name : {"iso-8859-1//TRANSLIT", "iso-8859-1//IGNORE", "iso-8859-1/",
                             "../../tmp/evil", "iso-8859-1,", " iso-8859-1", "iso 8859-1"}) {
        EXPECT_EQ(to_utf8("\xE9", name), "\uFFFD") << name;
    }
    EXPECT_EQ(to_utf8("\xE9", std::string(100'000, 'a')), "\uFFFD");
    EXPECT_EQ(to_utf8("\xE9", "iso-8859-1\0"sv), "\uFFFD");
}

// Unicode 15, tables 3-8 to 3-11: what the standard recommends, and browsers do.
TEST(Charset, ReplacesEachMaximalSubpartOfIllFormedUtf8) {
    EXPECT_EQ(to_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", ""),
              "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA");
    EXPECT_EQ(to_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", ""),
              "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA");
    EXPECT_EQ(to_utf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", ""),
              "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA\uFFFD\uFFFDB");
    EXPECT_EQ(to_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", ""), "\uFFFD\uFFFD\uFFFD\uFFFDA");
}

TEST(Charset, ReplacesACharacterThatTheEndCutsOff) {
    EXPECT_EQ(to_utf8("a\xE2\x82", ""), "a\uFFFD");
    EXPECT_EQ(to_utf8("a\xF0\x9F\x98", ""), "a\uFFFD");
    EXPECT_EQ(to_utf8("a\0b"sv, "utf-16le"), "a\uFFFD");
    EXPECT_EQ(to_utf8("a\x93", "shift_jis"), "a\uFFFD");
}

TEST(Charset, StaysInStepAfterAUnitThatCannotBeDecoded) {
    EXPECT_EQ(to_utf8("\x00\xD8"
                      "a\0b\0"sv,
                      "utf-16le"),
              "\uFFFDab");
    EXPECT_EQ(to_utf8("\xDC\x00\0a"sv, "UTF-16BE"), "\uFFFDa");
    EXPECT_EQ(to_utf8("\x00\x00\x11\x00"
                      "a\0\0\0"sv,
                      "utf-32le"),
              "\uFFFDa");
    EXPECT_EQ(to_utf8("a\x81"
                      "b",
                      "windows-1252"),
              "a\uFFFDb");
}

TEST(Charset, LetsNothingThroughThatLiesBeyondUnicode) {
    const std::string text = to_utf8("\0\x20\0\0\0\0\0z"sv, "ucs-4");
    EXPECT_TRUE(is_utf8(text));
    EXPECT_TRUE(text.starts_with("\uFFFD"));
    EXPECT_TRUE(text.ends_with("\uFFFDz"));
}

TEST(Charset, LosesNoLetterThatAnAccentMightHaveFollowed) {
    EXPECT_EQ(to_utf8("a", "windows-1258"), "a");
    EXPECT_EQ(to_utf8("Vi\xEA\xF2t Nam", "windows-1258"), "Việt Nam");
}

TEST(Charset, ConvertsMoreThanOneBufferOfText) {
    std::string expected;
    for (int i = 0; i < 10'000; ++i)
        expected += "é";
    EXPECT_EQ(to_utf8(std::string(10'000, '\xE9'), "iso-8859-1"), expected);
}

TEST(Charset, AlwaysGivesWellFormedUtf8) {
    for (const char* charset : {"", "utf-8", "utf-16le", "utf-16be", "utf-32le", "iso-8859-1",
                                "windows-1258", "shift_jis", "euc-jp", "iso-2022-jp", "big5",
                                "big5-hkscs", "gb18030", "euc-kr", "koi8-r", "us-ascii"}) {
        for (int first = 0; first < 256; ++first) {
            for (int second = 0; second < 256; second += 5) {
                const std::string bytes{static_cast<char>(first), static_cast<char>(second), 'z'};
                ASSERT_TRUE(is_utf8(to_utf8(bytes, charset)))
                    << charset << " " << first << " " << second;
            }
        }
    }
}

TEST(Charset, TellsUtf8FromOtherBytes) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("Grüße"));
    EXPECT_FALSE(is_utf8("\xE9"));
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
}

}  // namespace
}  // namespace curlew
