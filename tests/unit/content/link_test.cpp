#include <curlew/link.hpp>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Links, KeepParametersInOrderWithNamesInLowerCase) {
    const auto links = parse_links(R"(</a>; REL=next; Type="text/html"; hreflang=de; HrefLang=en)");
    ASSERT_EQ(links.size(), 1u);
    EXPECT_EQ(links[0].target, "/a");
    EXPECT_THAT(links[0].rels, ElementsAre("next"));
    EXPECT_THAT(links[0].params, ElementsAre(Pair("type", "text/html"), Pair("hreflang", "de"),
                                             Pair("hreflang", "en")));
    EXPECT_EQ(links[0].param("hreflang"), "de");
    EXPECT_EQ(links[0].param("absent"), std::nullopt);
}

TEST(Links, AreFoundByRelationWithoutCase) {
    const auto links = parse_links("</1>; rel=\"Prev start\", </3>; rel=NEXT, </9>; rel=next");
    ASSERT_NE(find_link(links, "next"), nullptr);
    EXPECT_EQ(find_link(links, "next")->target, "/3");
    EXPECT_EQ(find_link(links, "START")->target, "/1");
    EXPECT_EQ(find_link(links, "last"), nullptr);
    EXPECT_EQ(find_link({}, "next"), nullptr);
}

TEST(Links, OfSeveralHeadersComeInOrder) {
    const Headers headers{{"Link", "</1>; rel=first, </2>; rel=next"},
                          {"Content-Type", "text/plain"},
                          {"link", "</9>; rel=last"}};
    std::vector<std::string> targets;
    for (const Link& link : links_of(headers))
        targets.push_back(link.target);
    EXPECT_THAT(targets, ElementsAre("/1", "/2", "/9"));
    EXPECT_TRUE(links_of(Headers{}).empty());
}

TEST(Links, InABrokenHeaderDoNotSpoilThoseOfAnother) {
    const Headers headers{{"Link", "garbage"}, {"Link", "</2>; rel=next"}};
    ASSERT_EQ(links_of(headers).size(), 1u);
    EXPECT_EQ(links_of(headers)[0].target, "/2");
}

TEST(Links, KeepWhatCameBeforeTheMalformedPart) {
    EXPECT_EQ(parse_links("</1>; rel=a, /2; rel=b, </3>").size(), 1u);
    EXPECT_EQ(parse_links("</1>, </2").size(), 1u);
    EXPECT_TRUE(parse_links("<").empty());
    EXPECT_TRUE(parse_links(", ,\t,").empty());
}

TEST(Links, MayHaveAnEmptyTarget) {
    const auto links = parse_links("<>; rel=self");
    ASSERT_EQ(links.size(), 1u);
    EXPECT_EQ(links[0].target, "");
    EXPECT_TRUE(links[0].has_rel("self"));
}

TEST(Links, PreferTheExtendedTitle) {
    const auto links = parse_links("</>; title=plain; title*=UTF-8'de'sch%C3%B6n");
    ASSERT_EQ(links.size(), 1u);
    EXPECT_EQ(links[0].title, "schön");
    EXPECT_EQ(links[0].param("title"), "plain");
}

TEST(Links, FallBackToThePlainTitleWhereTheExtendedOneCannotBeDecoded) {
    for (const char* extended : {"schoen", "UTF-8'de", "latin1''sch%F6n", "UTF-8''sch%F6n"}) {
        const auto links = parse_links(std::string("</>; title=plain; title*=") + extended);
        ASSERT_EQ(links.size(), 1u) << extended;
        EXPECT_EQ(links[0].title, "plain") << extended;
    }
}

TEST(Links, CountRelTitleAndTheirLikeOnlyOnce) {
    const auto links = parse_links(
        "</>; rel=a; rel=b; anchor=\"#1\"; anchor=\"#2\"; media=x; media=y; title=s; title=t; "
        "title*=UTF-8''u; title*=UTF-8''v; type=m/n; type=o/p");
    ASSERT_EQ(links.size(), 1u);
    EXPECT_THAT(links[0].rels, ElementsAre("a"));
    EXPECT_THAT(links[0].params,
                ElementsAre(Pair("anchor", "#1"), Pair("media", "x"), Pair("title", "s"),
                            Pair("title*", "UTF-8''u"), Pair("type", "m/n")));
}

}  // namespace
}  // namespace curlew
