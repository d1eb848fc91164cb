#include <curlew/errors.hpp>
#include <curlew/headers.hpp>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::string_view_literals;

std::vector<std::string> lines(const Headers& headers) {
    std::vector<std::string> out;
    for (const auto [name, value] : headers) {
        out.push_back(std::string(name).append(": ").append(value));
    }
    return out;
}

/// What add() and set() say of this field; both have to refuse it, and change nothing.
std::string refusal_of(std::string_view name, std::string_view value) {
    Headers headers{{"A", "1"}};
    std::string message;
    try {
        headers.add(name, value);
        ADD_FAILURE() << "add() took it";
    } catch (const ConfigurationError& error) {
        message = error.what();
    }
    EXPECT_THROW(headers.set(name, value), ConfigurationError);
    EXPECT_THROW((Headers{{name, value}}), ConfigurationError);
    EXPECT_THAT(lines(headers), ElementsAre("A: 1"));
    return message;
}

TEST(Headers, KeepOrderSpellingAndRepetition) {
    Headers headers{{"B", "1"}, {"a", "2"}};
    headers.add("b", "3");
    EXPECT_THAT(lines(headers), ElementsAre("B: 1", "a: 2", "b: 3"));
    EXPECT_EQ(headers.size(), 3u);
    EXPECT_FALSE(headers.empty());
    EXPECT_EQ(headers[2], (Headers::Field{"b", "3"}));
}

TEST(Headers, FindFieldsWithoutCase) {
    const Headers headers{{"Content-Type", "text/plain"}, {"Via", "a"}, {"via", "b"}};
    EXPECT_EQ(headers.get("content-TYPE"), "text/plain");
    EXPECT_EQ(headers.get("VIA"), "a");
    EXPECT_THAT(headers.get_all("VIA"), ElementsAre("a", "b"));
    EXPECT_TRUE(headers.contains("vIA"));
    EXPECT_FALSE(headers.contains("Vi"));
    EXPECT_EQ(headers.get("Absent"), std::nullopt);
    EXPECT_TRUE(headers.get_all("Absent").empty());
}

TEST(Headers, TellAnEmptyValueFromAnAbsentField) {
    const Headers headers{{"Accept", ""}};
    EXPECT_EQ(headers.get("Accept"), "");
    EXPECT_EQ(headers.combined("Accept"), "");
    EXPECT_EQ(headers.combined("Absent"), std::nullopt);
}

TEST(Headers, DropWhiteSpaceAroundValuesAndKeepItInside) {
    Headers headers{{"A", " \t1 \t 2\t "}};
    EXPECT_EQ(headers.get("A"), "1 \t 2");
    headers.set("A", "  ");
    EXPECT_EQ(headers.get("A"), "");
}

TEST(Headers, SetKeepsThePlaceOfTheFirstAndRemovesTheOthers) {
    Headers headers{{"A", "1"}, {"B", "2"}, {"b", "3"}, {"C", "4"}, {"B", "5"}};
    headers.set("b", "six");
    EXPECT_THAT(lines(headers), ElementsAre("A: 1", "b: six", "C: 4"));
    headers.set("D", "7");
    EXPECT_THAT(lines(headers), ElementsAre("A: 1", "b: six", "C: 4", "D: 7"));
}

TEST(Headers, MergeSetsOverWhatIsThereAndKeepsRepetitions) {
    Headers headers{{"A", "1"}, {"B", "2"}, {"A", "3"}};
    headers.merge({{"a", "x"}, {"C", "y"}, {"A", "z"}});
    EXPECT_THAT(lines(headers), ElementsAre("a: x", "B: 2", "C: y", "A: z"));
    headers.merge({});
    EXPECT_EQ(headers.size(), 4u);
}

TEST(Headers, TakeViewsIntoThemselves) {
    Headers headers{{"A-Name", "a value"}};
    std::string name = "N";
    for (int i = 0; i < 50; ++i) {
        headers.add(name += 'x', *headers.get("A-Name"));
        headers.set(headers[headers.size() - 1].name, *headers.get("A-Name"));
    }
    EXPECT_EQ(headers.size(), 51u);
    for (const auto field : headers)
        EXPECT_EQ(field.value, "a value");
}

TEST(Headers, MergedWithThemselvesStayTheSame) {
    Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}};
    headers.merge(headers);
    EXPECT_THAT(lines(headers), ElementsAre("A: 1", "B: 2", "a: 3"));
}

TEST(Headers, RemoveTakesEveryFieldOfTheName) {
    Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}};
    EXPECT_EQ(headers.remove("a"), 2u);
    EXPECT_EQ(headers.remove("a"), 0u);
    EXPECT_THAT(lines(headers), ElementsAre("B: 2"));
    headers.clear();
    EXPECT_TRUE(headers.empty());
    EXPECT_EQ(headers.begin(), headers.end());
}

TEST(Headers, CombineTheValuesOfAName) {
    const Headers headers{{"Via", "a"}, {"Date", "x"}, {"via", "b"}};
    EXPECT_EQ(headers.combined("VIA"), "a, b");
    EXPECT_EQ(headers.combined("date"), "x");
}

TEST(Headers, RefuseControlCharactersInValues) {
    for (const char bad : "\0\1\b\n\v\f\r\x1F\x7F"sv) {
        const std::string message = refusal_of("X-Token", std::string("hush") + bad + "Evil: 1");
        EXPECT_THAT(message, HasSubstr("X-Token")) << static_cast<int>(bad);
        EXPECT_THAT(message, HasSubstr("position 4")) << static_cast<int>(bad);
        // It may be a credential.
        EXPECT_THAT(message, Not(HasSubstr("hush"))) << static_cast<int>(bad);
        EXPECT_THAT(message, Not(HasSubstr("Evil"))) << static_cast<int>(bad);
    }
}

TEST(Headers, RefuseALineBreakAtTheVeryEdgeOfAValue) {
    EXPECT_THAT(refusal_of("A", "1\n"), HasSubstr("\\n"));
    EXPECT_THAT(refusal_of("A", "\r\n1"), HasSubstr("\\r"));
}

TEST(Headers, RefuseNamesThatAreNoTokens) {
    for (const auto name :
         {""sv, "A B"sv, "A:"sv, "A\r\nB"sv, "A\0"sv, "(A)"sv, "Größe"sv, " A"sv}) {
        EXPECT_THAT(refusal_of(name, "hush"), Not(HasSubstr("hush"))) << name;
    }
    EXPECT_THAT(refusal_of("A B", "1"), HasSubstr("\"A B\""));
    EXPECT_THAT(refusal_of("A\r\nB", "1"), HasSubstr(R"("A\r\nB")"));
}

TEST(Headers, AllowTabsAndBytesBeyondAsciiInValues) {
    const Headers headers{{"A", "a\tb"}, {"B", "caf\xE9"}};
    EXPECT_EQ(headers.get("A"), "a\tb");
    EXPECT_EQ(headers.get("B"), "caf\xE9");
}

TEST(Headers, AreEqualWithNamesInAnyCaseAndValuesInTheSame) {
    const Headers headers{{"A", "x"}, {"B", "y"}};
    EXPECT_EQ(headers, (Headers{{"a", "x"}, {"b", "y"}}));
    EXPECT_NE(headers, (Headers{{"A", "X"}, {"B", "y"}}));
    EXPECT_NE(headers, (Headers{{"B", "y"}, {"A", "x"}}));
    EXPECT_NE(headers, (Headers{{"A", "x"}}));
}

TEST(Headers, AreEqualWhateverTheirHistory) {
    Headers headers{{"A", "0"}, {"Gone", "1"}};
    headers.remove("Gone");
    headers.set("A", "x");
    EXPECT_EQ(headers, (Headers{{"A", "x"}}));
}

TEST(Headers, CopiesAreIndependent) {
    Headers one{{"A", "1"}};
    Headers two = one;
    two.set("A", "2");
    EXPECT_EQ(one.get("A"), "1");
    EXPECT_EQ(two.get("A"), "2");
    const Headers three = std::move(one);
    EXPECT_EQ(three.get("A"), "1");
}

TEST(Headers, TakeWhatAParserHasCheckedAsItIs) {
    Headers headers;
    headers.reserve(2, 100);
    headers.append_unchecked("A", "1");
    headers.append_unchecked("A", "2");
    EXPECT_THAT(headers.get_all("a"), ElementsAre("1", "2"));
}

static_assert(std::random_access_iterator<Headers::const_iterator>);
static_assert(std::ranges::random_access_range<const Headers>);
static_assert(std::ranges::sized_range<const Headers>);

TEST(Headers, IteratorsGoEverywhere) {
    const Headers headers{{"A", "1"}, {"B", "2"}, {"C", "3"}};
    auto it = headers.begin();
    EXPECT_EQ((*it++).name, "A");
    EXPECT_EQ((*it).name, "B");
    EXPECT_EQ((*--it).name, "A");
    EXPECT_EQ((*(it + 2)).name, "C");
    EXPECT_EQ((*(2 + it)).name, "C");
    EXPECT_EQ(it[1].name, "B");
    EXPECT_EQ((*(headers.end() - 1)).name, "C");
    EXPECT_EQ(headers.end() - headers.begin(), 3);
    EXPECT_LT(headers.begin(), headers.end());
    it += 3;
    EXPECT_EQ(it--, headers.end());
    it -= 2;
    EXPECT_EQ(it, headers.begin());
}

TEST(Headers, WorkWithRangeAlgorithms) {
    const Headers headers{{"A", "1"}, {"B", "2"}, {"C", "3"}};
    const auto found = std::ranges::find(headers, "B"sv, &Headers::Field::name);
    ASSERT_NE(found, headers.end());
    EXPECT_EQ((*found).value, "2");
    std::string backwards;
    for (const auto field : headers | std::views::reverse)
        backwards += field.name;
    EXPECT_EQ(backwards, "CBA");
}

}  // namespace
}  // namespace curlew
