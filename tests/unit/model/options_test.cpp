#include "unit/model/outcome.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using testing::misfits;
using Lines = std::vector<std::string>;

struct Camel {
    int user_id;
    std::string home_page_URL;
    std::optional<int> x;
};
struct Pascal {
    int page_size;
    int total;
};
struct Closed {
    int id;
    std::string name;
};
struct EmptyClosed {};
struct Defaults {
    int page = 1;
    std::string order = "asc";
    std::vector<int> items;
};
struct Partly {
    int id;
    int limit = 20;
};
struct Lean {
    int id;
    std::optional<int> a;
    std::unique_ptr<int> b;
};
struct Ruled {
    int percent;
    double share;
    std::optional<int> level;
    std::string code;
    std::string mail;
    std::vector<int> items;
    std::chrono::seconds wait;
};

}  // namespace

template <>
struct Model<Camel> {
    static constexpr auto naming = Naming::camel_case;
    static constexpr auto fields = curlew::fields(field<&Camel::x>().name("the x"));
};
template <>
struct Model<Pascal> {
    static constexpr auto naming = Naming::pascal_case;
};
template <>
struct Model<Closed> {
    static constexpr auto unknown_fields = UnknownFields::refuse;
};
template <>
struct Model<EmptyClosed> {
    static constexpr auto unknown_fields = UnknownFields::refuse;
};
template <>
struct Model<Defaults> {
    static constexpr auto missing_fields = MissingFields::use_defaults;
};
template <>
struct Model<Partly> {
    static constexpr auto fields = curlew::fields(field<&Partly::limit>().optional());
};
template <>
struct Model<Lean> {
    static constexpr auto empty_fields = EmptyFields::omit;
};
template <>
struct Model<Ruled> {
    static constexpr auto fields = curlew::fields(
        field<&Ruled::percent>().range(0, 100), field<&Ruled::share>().greater_than(0).less_than(1),
        field<&Ruled::level>().at_least(1), field<&Ruled::code>().length(2, 4).pattern("^[A-Z]+$"),
        field<&Ruled::mail>().email(), field<&Ruled::items>().length(1, 2),
        field<&Ruled::wait>().at_most(std::chrono::seconds(60)));
};

namespace {

std::string ruled(const char* percent, const char* share, const char* level, const char* code,
                  const char* mail, const char* items, const char* wait) {
    return std::string(R"({"percent":)") + percent + R"(,"share":)" + share + R"(,"level":)" +
           level + R"(,"code":")" + code + R"(","mail":")" + mail + R"(","items":)" + items +
           R"(,"wait":")" + wait + "\"}";
}

TEST(ModelOptions, SpellAllNamesInOneWay) {
    const auto camel = from_json<Camel>(R"({"userId":1,"homePageUrl":"u","the x":2})");
    EXPECT_EQ(camel.user_id, 1);
    EXPECT_EQ(to_json(camel), R"({"userId":1,"homePageUrl":"u","the x":2})");
    EXPECT_EQ(to_json(Pascal{10, 20}), R"({"PageSize":10,"Total":20})");
    EXPECT_EQ(misfits<Camel>(R"({"userId":"x","homePageUrl":1,"the x":[]})"),
              (Lines{"type userId: expected integer, found \"x\"",
                     "type homePageUrl: expected string, found 1",
                     "type [\"the x\"]: expected integer, found array of 0 items"}));
}

TEST(ModelOptions, RefuseUnknownFieldsAndNameTheKnownOnes) {
    EXPECT_EQ(
        misfits<Closed>(R"({"id":1,"nmae":"x","name":"y"})"),
        Lines{"unknown_field nmae: expected no such field: Closed has id, name, found \"x\""});
    EXPECT_EQ(misfits<EmptyClosed>(R"({"a":1})"),
              Lines{"unknown_field a: expected no such field: EmptyClosed has none, found 1"});
    EXPECT_TRUE(misfits<Pascal>(R"({"PageSize":1,"Total":2,"More":{"x":[1]}})").empty());
}

TEST(ModelOptions, KeepDefaultsWhereFieldsAreMissing) {
    const auto defaults = from_json<Defaults>(R"({"items":[3]})");
    EXPECT_EQ(defaults.page, 1);
    EXPECT_EQ(defaults.order, "asc");
    EXPECT_EQ(defaults.items, std::vector<int>{3});
    EXPECT_EQ(misfits<Defaults>(R"({"page":null})"),
              Lines{"type page: expected integer, found null"});

    EXPECT_EQ(from_json<Partly>(R"({"id":1})").limit, 20);
    EXPECT_EQ(misfits<Partly>("{}"), Lines{"missing id: expected integer, found nothing"});
}

TEST(ModelOptions, LeaveOutWhatHoldsNothing) {
    EXPECT_EQ(to_json(Lean{1, std::nullopt, nullptr}), R"({"id":1})");
    EXPECT_EQ(to_json(Lean{1, 2, std::make_unique<int>(3)}), R"({"id":1,"a":2,"b":3})");
    EXPECT_EQ(from_json<Lean>(R"({"id":1})").a, std::nullopt);
}

TEST(ModelOptions, AcceptWhatKeepsTheRules) {
    for (const auto& json :
         {ruled("0", "0.5", "null", "AB", "a@b.ie", "[1]", "PT60S"),
          ruled("100", "1e-9", "1", "ABCD", "a.b+c@d-e.f.org", "[1,2]", "PT0S")}) {
        EXPECT_EQ(misfits<Ruled>(json), Lines());
    }
}

TEST(ModelOptions, SayWhichRuleIsBroken) {
    EXPECT_EQ(
        misfits<Ruled>(ruled("101", "1", "0", "A", "x@y", "[]", "PT61S")),
        (Lines{"out_of_range percent: expected integer between 0 and 100, found 101",
               "out_of_range share: expected number greater than 0.0 and less than 1.0, found 1",
               "out_of_range level: expected integer of at least 1, found 0",
               "length code: expected string of 2 to 4 characters, found \"A\"",
               "pattern mail: expected email address, found \"x@y\"",
               "length items: expected array of 1 to 2 items, found array of 0 items",
               "out_of_range wait: expected ISO 8601 duration of at most PT1M, found "
               "\"PT61S\""}));
    EXPECT_EQ(
        misfits<Ruled>(ruled("-1", "0", "1", "ab", "a@b.ie", "[1]", "PT1S")),
        (Lines{"out_of_range percent: expected integer between 0 and 100, found -1",
               "out_of_range share: expected number greater than 0.0 and less than 1.0, found 0",
               "pattern code: expected string matching ^[A-Z]+$, found \"ab\""}));
}

TEST(ModelOptions, CountCharactersAndNotBytes) {
    EXPECT_EQ(misfits<Ruled>(ruled("1", "0.5", "1", "éééé", "a@b.ie", "[1]", "PT1S")),
              Lines{"pattern code: expected string matching ^[A-Z]+$, found \"éééé\""});
}

TEST(ModelOptions, TellEmailAddressesFromOtherStrings) {
    for (const char* good :
         {"a@b.co", "first.last@sub.example.org", "x_y-z+1@1a.com", "ü@bücher.de"}) {
        EXPECT_EQ(misfits<Ruled>(ruled("1", "0.5", "1", "AB", good, "[1]", "PT1S")), Lines())
            << good;
    }
    for (const char* bad : {"", "@", "a", "a@", "@b.co", "a@b", "a..b@c.de", ".a@b.de", "a@b..de",
                            "a@-b.de", "a b@c.de", "a@b.de ", "a@b@c.de", "a@b.d_e"}) {
        EXPECT_EQ(misfits<Ruled>(ruled("1", "0.5", "1", "AB", bad, "[1]", "PT1S")).size(), 1u)
            << bad;
    }
}

}  // namespace
}  // namespace curlew
