#include "unit/model/outcome.hpp"

#include <array>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using testing::misfits;
using Lines = std::vector<std::string>;

template <class T>
void round_trip(const char* json) {
    SCOPED_TRACE(json);
    EXPECT_EQ(to_json(from_json<T>(json)), json);
    EXPECT_EQ(to_json(from_json<T>(json, Validation::strict)), json);
}

enum class Level { low, high };

TEST(Containers, ComeBackAsTheyWere) {
    round_trip<std::vector<int>>("[1,2,3]");
    round_trip<std::vector<int>>("[]");
    round_trip<std::vector<bool>>("[true,false]");
    round_trip<std::vector<std::vector<std::string>>>(R"([["a"],[],["b","c"]])");
    round_trip<std::deque<int>>("[1,2]");
    round_trip<std::list<double>>("[1.5,2.0]");
    round_trip<std::set<std::string>>(R"(["a","b"])");
    round_trip<std::array<int, 2>>("[1,2]");
    round_trip<std::array<int, 0>>("[]");
    round_trip<std::pair<int, std::string>>(R"([1,"a"])");
    round_trip<std::tuple<int, bool, std::string>>(R"([1,true,"a"])");
    round_trip<std::map<std::string, int>>(R"({"a":1,"b":2})");
    round_trip<std::map<int, std::string>>(R"({"-1":"a","2":"b"})");
    round_trip<std::map<Level, int>>(R"({"low":1,"high":2})");
    round_trip<std::unordered_map<std::string, std::vector<int>>>(R"({"a":[1]})");
    round_trip<std::unique_ptr<int>>("1");
    round_trip<std::shared_ptr<std::string>>("null");
}

TEST(Containers, NameTheIndexAndKeyOfAMisfit) {
    EXPECT_EQ((misfits<std::map<std::string, std::vector<int>>>(R"({"a":[1,"x"],"b c":[null]})")),
              (Lines{"type a[1]: expected integer, found \"x\"",
                     "type [\"b c\"][0]: expected integer, found null"}));
}

TEST(Containers, RefuseOtherJsonTypes) {
    EXPECT_EQ(misfits<std::vector<int>>("{}"),
              Lines{"type the document: expected array, found object with 0 fields"});
    EXPECT_EQ((misfits<std::map<std::string, int>>("[1]")),
              Lines{"type the document: expected object, found array of 1 item"});
    EXPECT_EQ(misfits<std::set<int>>("1"), Lines{"type the document: expected array, found 1"});
    EXPECT_EQ((misfits<std::pair<int, int>>("1")),
              Lines{"type the document: expected array, found 1"});
}

TEST(Containers, OfFixedSizeRefuseAnyOther) {
    EXPECT_EQ((misfits<std::array<int, 2>>("[1]")),
              Lines{"length the document: expected array of 2 items, found array of 1 item"});
    EXPECT_EQ((misfits<std::tuple<int, int>>("[1,2,3]")),
              Lines{"length the document: expected array of 2 items, found array of 3 items"});
}

TEST(Containers, RefuseKeysThatDoNotFit) {
    EXPECT_EQ((misfits<std::map<int, int>>(R"({"1.5":1})")).size(), 1u);
    EXPECT_EQ((misfits<std::map<signed char, int>>(R"({"200":1})")).size(), 1u);
    EXPECT_EQ((misfits<std::map<Level, int>>(R"({"middle":1})")).size(), 1u);
}

TEST(Containers, ReadKeysThatAreIntegersInStrictModeToo) {
    EXPECT_EQ((from_json<std::map<int, int>>(R"({"1":2})", Validation::strict)),
              (std::map<int, int>{{1, 2}}));
}

TEST(Containers, TakeTheLastOfSeveralEqualKeys) {
    EXPECT_EQ((from_json<std::map<std::string, int>>(R"({"a":1,"a":2})")),
              (std::map<std::string, int>{{"a", 2}}));
}

TEST(Containers, HoldMoreItemsThanTheTapeCanCount) {
    std::string json = "[0";
    for (int i = 1; i < 0x1000002; ++i)
        json += ",0";
    json += ']';
    EXPECT_EQ(from_json<std::vector<std::uint8_t>>(json).size(), 0x1000002u);
}

}  // namespace
}  // namespace curlew
