#include "support/printable.hpp"

#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

TEST(Quoted, ShowsControlCharactersInsteadOfPrintingThem) {
    EXPECT_EQ(quoted("a\r\nb\tc\"d"), R"("a\r\nb\tc\"d")");
    EXPECT_EQ(quoted(std::string_view("\0\x1B[31m\x7F", 7)), R"("\x00\x1b[31m\x7f")");
}

TEST(Quoted, LeavesTextBeyondAsciiAsItIs) {
    EXPECT_EQ(quoted("Zürich"), "\"Zürich\"");
}

TEST(Quoted, CutsLongTextWithAnEllipsis) {
    EXPECT_EQ(quoted("abcdef", 6), "\"abcdef\"");
    EXPECT_EQ(quoted("abcdefg", 6), "\"abcdef\"...");
}

TEST(Quoted, NeverCutsInTheMiddleOfACharacter) {
    EXPECT_EQ(quoted("ab€cd", 3), "\"ab\"...");
    EXPECT_EQ(quoted("ab€cd", 4), "\"ab\"...");
    EXPECT_EQ(quoted("ab€cd", 5), "\"ab€\"...");
    EXPECT_EQ(quoted("€", 0), "\"\"...");
}

}  // namespace
}  // namespace curlew
