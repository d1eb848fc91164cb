#include "unit/model/outcome.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

enum class Color { red, green = 5, blue = -3 };
enum Plain { first, second, fourth = 3 };
enum class Tiny : unsigned char { zero = 0, top = 255 };
enum class Far { near = 1, away = 1000 };
enum class Status { InProgress, HTTPError, all_done };
enum class Access { none = 0, read = 1, write = 2, both = read | write };

}  // namespace

template <>
struct Model<Far> {
    static constexpr int lowest = 0;
    static constexpr int highest = 1000;
};
template <>
struct Model<Status> {
    static constexpr auto naming = Naming::kebab_case;
};

namespace {

TEST(Enums, TravelByName) {
    EXPECT_EQ(from_json<Color>(R"("green")"), Color::green);
    EXPECT_EQ(from_json<Color>(R"("blue")", Validation::strict), Color::blue);
    EXPECT_EQ(from_json<Plain>(R"("fourth")"), fourth);
    EXPECT_EQ(from_json<Tiny>(R"("top")"), Tiny::top);
    EXPECT_EQ(to_json(std::vector{Color::red, Color::green, Color::blue}),
              R"(["red","green","blue"])");
    EXPECT_EQ(to_json(second), R"("second")");
    EXPECT_EQ(to_json(Access::both), R"("both")");
}

TEST(Enums, OfAFunctionTravelToo) {
    enum class Local { here, there };
    EXPECT_EQ(to_json(from_json<Local>(R"("there")")), R"("there")");
}

TEST(Enums, RefuseOtherNamesAndNumbers) {
    EXPECT_EQ(testing::misfits<Color>(R"("Red")"),
              std::vector<std::string>{
                  "value the document: expected one of blue, red, green, found \"Red\""});
    EXPECT_EQ(
        testing::misfits<Color>("5"),
        std::vector<std::string>{"type the document: expected one of blue, red, green, found 5"});
}

TEST(Enums, AreFoundInTheRangeThatTheirModelGives) {
    EXPECT_EQ(from_json<Far>(R"("away")"), Far::away);
    EXPECT_EQ(to_json(Far::away), R"("away")");
}

TEST(Enums, AreSpelledAsTheirModelSays) {
    EXPECT_EQ(to_json(std::vector{Status::InProgress, Status::HTTPError, Status::all_done}),
              R"(["in-progress","http-error","all-done"])");
    EXPECT_EQ(from_json<Status>(R"("http-error")"), Status::HTTPError);
}

TEST(Enums, WithoutANameForTheirValueAreNotWritten) {
    try {
        (void)to_json(std::vector{Color::red, static_cast<Color>(77)});
        FAIL() << "it was written";
    } catch (const ConfigurationError& error) {
        EXPECT_EQ(error.message(),
                  "cannot write [1] as JSON: its enum has no enumerator of value 77");
    }
}

}  // namespace
}  // namespace curlew
