#include <curlew/errors.hpp>
#include <curlew/splitters.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew::detail {
namespace {

using namespace std::string_view_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr std::size_t no_limit = 1'000'000;

using Strings = std::vector<std::string>;

/// What comes out when the text comes in pieces of that size, each in memory that is gone when the
/// next one comes.
template <class Splitter>
Strings split(Splitter splitter, std::string_view text, std::size_t piece) {
    Strings items;
    std::string buffer;
    const auto take_all = [&] {
        while (const auto item = splitter.next())
            items.emplace_back(*item);
    };
    while (!text.empty()) {
        buffer.assign(buffer.size(), '?');
        std::string(text.substr(0, piece)).swap(buffer);
        text.remove_prefix(buffer.size());
        splitter.feed(buffer);
        take_all();
    }
    splitter.finish();
    take_all();
    return items;
}

Strings chunks(std::size_t size, std::string_view text, std::size_t piece) {
    return split(ChunkSplitter(size), text, piece);
}

Strings lines(std::string_view text, std::size_t piece = 1000, std::string_view charset = "") {
    return split(LineSplitter(charset, no_limit), text, piece);
}

std::string text(std::string_view bytes, std::string_view charset, std::size_t piece) {
    std::string joined;
    for (const std::string& part : split(TextSplitter(charset), bytes, piece))
        joined += part;
    return joined;
}

TEST(ChunkSplitter, CutsToOneSize) {
    for (const std::size_t piece : {1u, 2u, 3u, 4u, 7u, 100u}) {
        EXPECT_THAT(chunks(3, "abcdefgh", piece), ElementsAre("abc", "def", "gh")) << piece;
        EXPECT_THAT(chunks(4, "abcdefgh", piece), ElementsAre("abcd", "efgh")) << piece;
        EXPECT_THAT(chunks(100, "abcdefgh", piece), ElementsAre("abcdefgh")) << piece;
    }
    EXPECT_THAT(chunks(3, "", 1), ElementsAre());
}

TEST(ChunkSplitter, TakesPiecesAsTheyCome) {
    EXPECT_THAT(chunks(0, "abcdefgh", 3), ElementsAre("abc", "def", "gh"));
}

TEST(TextSplitter, NeverSplitsACharacter) {
    const auto original = "Grüße, 世界 \U0001F600"sv;
    for (std::size_t piece = 1; piece < 8; ++piece) {
        for (const std::string& part : split(TextSplitter(""), original, piece))
            EXPECT_EQ(part.find("\uFFFD"), std::string::npos) << piece;
        EXPECT_EQ(text(original, "", piece), original);
        EXPECT_EQ(text("\xEF\xBB\xBFx", "latin1", piece), "x");
        EXPECT_EQ(text("\xEF\xBBx", "latin1", piece), "ï»x");
        EXPECT_EQ(text("\xFF\xFEh\0\x3D\xD8\x00\xDE"sv, "", piece), "h\U0001F600");
        EXPECT_EQ(text("\x93\xFA\x96\x7B", "Shift_JIS", piece), "日本");
    }
}

TEST(TextSplitter, ReplacesWhatIsNoCharacterTheSameHoweverItIsCut) {
    for (const auto bytes : {"\xE2\x82"sv, "a\xE2\x82z"sv, "\xF0\x9F\x98"sv, "\xC3\xC3\xA9"sv,
                             "\xE0\x80\x80"sv, "\xED\xA0\x80!"sv, "\x80\x80"sv, "\xFFok"sv}) {
        const std::string whole = text(bytes, "", 100);
        EXPECT_THAT(whole, HasSubstr("\uFFFD"));
        for (std::size_t piece = 1; piece < 4; ++piece)
            EXPECT_EQ(text(bytes, "", piece), whole) << piece;
    }
}

TEST(LineSplitter, EndsLinesWithAnyOfThreeEnds) {
    for (const std::size_t piece : {1u, 2u, 3u, 5u, 100u}) {
        EXPECT_THAT(lines("a\nb\r\nc\rd", piece), ElementsAre("a", "b", "c", "d")) << piece;
        EXPECT_THAT(lines("\n\r\n\r\r\n", piece), ElementsAre("", "", "", "")) << piece;
        EXPECT_THAT(lines("one\n", piece), ElementsAre("one"));
        EXPECT_THAT(lines("one\n\ntwo", piece), ElementsAre("one", "", "two"));
    }
    EXPECT_THAT(lines(""), ElementsAre());
}

TEST(LineSplitter, EndsNoLineAtOtherSpaces) {
    EXPECT_THAT(lines("a\vb\fc\u2028d\u0085e"), ElementsAre("a\vb\fc\u2028d\u0085e"));
}

TEST(LineSplitter, DecodesAndRepairs) {
    EXPECT_THAT(lines("caf\xE9\n\xE9", 1, "latin1"), ElementsAre("café", "é"));
    EXPECT_THAT(lines("caf\xE9\nx", 1), ElementsAre("caf\uFFFD", "x"));
    EXPECT_THAT(lines("\xFF\xFE\x0A\x0A\x0A\x00z\x00"sv, 3), ElementsAre("\u0A0A", "z"));
    EXPECT_THAT(lines("\xEF\xBB\xBF"
                      "a\nb",
                      1),
                ElementsAre("a", "b"));
}

TEST(LineSplitter, GivesALineBeforeWhatFollowsItsEnd) {
    LineSplitter splitter("", no_limit);
    splitter.feed("data\r");
    EXPECT_EQ(splitter.next(), "data");
    EXPECT_EQ(splitter.next(), std::nullopt);
    splitter.feed("\nmore\n");
    EXPECT_EQ(splitter.next(), "more");
}

TEST(LineSplitter, RefusesLinesBeyondItsLimit) {
    EXPECT_THAT(split(LineSplitter("", 4), "1234\n1234", 3), ElementsAre("1234", "1234"));
    EXPECT_THROW(split(LineSplitter("", 4), "12345\n", 100), ResponseTooLargeError);
    EXPECT_THROW(split(LineSplitter("", 4), "12345", 2), ResponseTooLargeError);
}

struct Point {
    int x;
    int y;
    friend bool operator==(const Point&, const Point&) = default;
};

TEST(JsonLineSplitter, DecodesEachLine) {
    JsonLineSplitter<Point> splitter(Validation::lax, no_limit);
    splitter.feed("{\"x\":1,\"y\":2}\n\n  \r\n{\"x\":3,");
    EXPECT_EQ(splitter.next(), (Point{1, 2}));
    EXPECT_EQ(splitter.next(), std::nullopt);
    splitter.feed("\"y\":4}");
    EXPECT_EQ(splitter.next(), std::nullopt);
    splitter.finish();
    EXPECT_EQ(splitter.next(), (Point{3, 4}));
    EXPECT_EQ(splitter.next(), std::nullopt);
}

TEST(JsonLineSplitter, NamesTheLineThatIsWrongAndGoesOn) {
    JsonLineSplitter<Point> splitter(Validation::lax, no_limit);
    splitter.feed("\n{\"x\":1,\"y\":\"two\"}\n{nonsense}\n{\"x\":3,\"y\":4}\n");
    EXPECT_THAT([&] { (void)splitter.next(); },
                ThrowsMessage<ValidationError>(AllOf(HasSubstr("line 2: "), HasSubstr("y"))));
    EXPECT_THAT([&] { (void)splitter.next(); }, ThrowsMessage<JsonError>(HasSubstr("line 3: ")));
    EXPECT_EQ(splitter.next(), (Point{3, 4}));
}

}  // namespace
}  // namespace curlew::detail
