#include <curlew/errors.hpp>
#include <curlew/url.hpp>

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(std::string_view text) {
    try {
        return "accepted as " + Url::parse(text).str();
    } catch (const ConfigurationError& error) {
        return error.what();
    }
}

TEST(Url, GivesItsParts) {
    const Url url = Url::parse("https://ann:secret@example.com:8443/a/b?q=1&r=2#top");
    EXPECT_EQ(url.scheme(), "https");
    EXPECT_EQ(url.userinfo(), "ann:secret");
    EXPECT_EQ(url.host(), "example.com");
    EXPECT_EQ(url.port(), 8443);
    EXPECT_EQ(url.authority(), "example.com:8443");
    EXPECT_EQ(url.origin(), "https://example.com:8443");
    EXPECT_EQ(url.path(), "/a/b");
    EXPECT_EQ(url.query(), "q=1&r=2");
    EXPECT_EQ(url.fragment(), "top");
    EXPECT_EQ(url.target(), "/a/b?q=1&r=2");
}

TEST(Url, TellsAnEmptyQueryFromNone) {
    EXPECT_EQ(Url::parse("http://h/").query(), std::nullopt);
    EXPECT_EQ(Url::parse("http://h/?").query(), "");
    EXPECT_EQ(Url::parse("http://h/#").fragment(), "");
}

TEST(Url, AsksForTheRootWhenThePathIsEmpty) {
    EXPECT_EQ(Url::parse("http://h").target(), "/");
    EXPECT_EQ(Url::parse("http://h?q").target(), "/?q");
}

TEST(Url, DropsThePortThatTheSchemeHasByItself) {
    EXPECT_EQ(Url::parse("http://h:80/").str(), "http://h/");
    EXPECT_EQ(Url::parse("https://h:443/").str(), "https://h/");
    EXPECT_EQ(Url::parse("https://h:/").str(), "https://h/");
    EXPECT_EQ(Url::parse("https://h:80/").port(), 80);
    EXPECT_EQ(Url::parse("https://h/").port(), 443);
    EXPECT_EQ(Url::parse("ftp://h/").port(), 0);
}

TEST(Url, KeepsIPv6InBracketsWhereHttpWantsThem) {
    const Url url = Url::parse("http://[::1]:8080/");
    EXPECT_EQ(url.host(), "::1");
    EXPECT_EQ(url.authority(), "[::1]:8080");
    EXPECT_EQ(url.port(), 8080);
    EXPECT_EQ(Url::parse("http://[::1]").port(), 80);
}

TEST(Url, LowersSchemeAndHostOnly) {
    EXPECT_EQ(Url::parse("HTTP://ExAmple.COM/Path?Q=A").str(), "http://example.com/Path?Q=A");
}

TEST(Url, RemovesDotSegments) {
    EXPECT_EQ(Url::parse("http://h/a/./b/../c").str(), "http://h/a/c");
    EXPECT_EQ(Url::parse("http://h/../../a").str(), "http://h/a");
}

TEST(Url, LeavesAnEncodedSlashAlone) {
    EXPECT_EQ(Url::parse("http://h/a%2Fb/%7Euser").str(), "http://h/a%2Fb/~user");
}

TEST(Url, EncodesWhatPeopleTypeAnyway) {
    EXPECT_EQ(Url::parse("http://h/a b/\u00fc?q=\"x\"&f[0]=1#a#b").str(),
              "http://h/a%20b/%C3%BC?q=%22x%22&f%5B0%5D=1#a%23b");
    EXPECT_EQ(Url::parse("http://h/100%").str(), "http://h/100%25");
    EXPECT_EQ(Url::parse("http://h/100%zz").str(), "http://h/100%25zz");
}

TEST(Url, MasksThePasswordWhenItIsPrinted) {
    EXPECT_EQ(Url::parse("https://ann:secret@h/").redacted(), "https://ann:****@h/");
    EXPECT_EQ(Url::parse("https://ann@h/").redacted(), "https://ann@h/");
    EXPECT_THAT(refusal("https://ann:secret@h:port/"), Not(HasSubstr("secret")));
}

TEST(Url, SaysWhatIsWrongWithOneThatCannotBeUsed) {
    EXPECT_THAT(refusal(""), HasSubstr("empty"));
    EXPECT_THAT(refusal("/users"), HasSubstr("no scheme"));
    EXPECT_THAT(refusal("example.com/users"), HasSubstr("no scheme"));
    EXPECT_THAT(refusal("http://h:99999/"), HasSubstr("99999"));
    EXPECT_THAT(refusal("http://h:0/"), HasSubstr("between 1 and 65535"));
    EXPECT_THAT(refusal("http://h:x/"), HasSubstr("between 1 and 65535"));
    EXPECT_THAT(refusal("http://h:80x/"), HasSubstr("between 1 and 65535"));
    EXPECT_THAT(refusal("http://[::1/"), HasSubstr("bracket"));
    EXPECT_THAT(refusal("http://[::1]x/"), HasSubstr("malformed"));
    EXPECT_THAT(refusal("http://[::g]/"), HasSubstr("not an IPv6 address"));
    EXPECT_THAT(refusal("http://a b/"), HasSubstr("its host has the character \" \""));
    EXPECT_THAT(refusal("http://b\u00fccher.example/"), HasSubstr("xn--"));
    EXPECT_THAT(refusal("http://a%00b/"), HasSubstr("its host has the character \"%\""));
    EXPECT_THAT(refusal("http://good.example\\bad.example/"), HasSubstr("its host has"));
    EXPECT_THAT(refusal("http://h/\r\nX: y"), HasSubstr("control character"));
    EXPECT_THAT(refusal(std::string("http://h/\0", 10)), HasSubstr("control character"));
    EXPECT_THAT(refusal("http://h/" + std::string(70'000, 'a')), HasSubstr("64 KiB"));
}

TEST(Url, JoinsARelativeUrlBelowItself) {
    const Url base = Url::parse("https://h/v1");
    EXPECT_EQ(base.join("/users").str(), "https://h/v1/users");
    EXPECT_EQ(base.join("users").str(), "https://h/v1/users");
    EXPECT_EQ(base.join("users/").str(), "https://h/v1/users/");
    EXPECT_EQ(base.join("/users?page=2").str(), "https://h/v1/users?page=2");
    EXPECT_EQ(base.join("?page=2").str(), "https://h/v1?page=2");
    EXPECT_EQ(base.join("").str(), "https://h/v1");
    EXPECT_EQ(base.join("../v2/users").str(), "https://h/v2/users");
    EXPECT_EQ(base.join("a%2Fb").str(), "https://h/v1/a%2Fb");
    EXPECT_EQ(Url::parse("https://h/v1/").join("/users").str(), "https://h/v1/users");
    EXPECT_EQ(Url::parse("https://h").join("users").str(), "https://h/users");
    EXPECT_EQ(Url::parse("https://h/v1?key=1").join("users").str(), "https://h/v1/users");
}

TEST(Url, JoinsToWhatTheWholeTextMeans) {
    for (const char* base_text : {"http://h", "http://h/", "https://a:b@[::1]:8443/v1",
                                  "http://h:81/v1/?q=1#f", "https://h.example/a//b"}) {
        const Url base = Url::parse(base_text);
        for (const char* relative :
             {"x", "/x", "x/y?a=b&c=/d", "x?", "?x", "?x?y", "x:y@z", ".", "./x", "x/..", "x/./y",
              "x/.y", ".x", "x%41%2f", "x y", "x#f", "?#", ""}) {
            const Url joined = base.join(relative);
            const Url parsed = Url::parse(joined.str());
            EXPECT_EQ(joined.str(), parsed.str());
            EXPECT_EQ(joined.authority(), parsed.authority()) << joined.str();
            EXPECT_EQ(joined.userinfo(), parsed.userinfo()) << joined.str();
            EXPECT_EQ(joined.port(), parsed.port()) << joined.str();
            EXPECT_EQ(joined.path(), parsed.path()) << joined.str();
            EXPECT_EQ(joined.query(), parsed.query()) << joined.str();
            EXPECT_EQ(joined.fragment(), parsed.fragment()) << joined.str();
        }
    }
}

TEST(Url, JoinsNeverWithAnotherHostByAccident) {
    EXPECT_EQ(Url::parse("https://h/v1").join("//evil.example/x").str(),
              "https://h/v1/evil.example/x");
}

TEST(Url, LetsAnAbsoluteUrlWin) {
    EXPECT_EQ(Url::parse("https://h/v1").join("http://other/x").str(), "http://other/x");
}

TEST(Url, AppendsToTheQueryThatIsThere) {
    Url url = Url::parse("http://h/a?x=1#f");
    url.append_query("y=2");
    EXPECT_EQ(url.str(), "http://h/a?x=1&y=2#f");
    EXPECT_EQ(url.query(), "x=1&y=2");
    EXPECT_EQ(url.fragment(), "f");

    Url bare = Url::parse("http://h/a");
    bare.append_query("y=2");
    EXPECT_EQ(bare.target(), "/a?y=2");

    Url empty = Url::parse("http://h/a?");
    empty.append_query("y=2");
    EXPECT_EQ(empty.target(), "/a?y=2");
}

}  // namespace
}  // namespace curlew
