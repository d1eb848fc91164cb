// The conversion table of docs/models.md, cell by cell.

#include "unit/model/outcome.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using testing::decoded;
using testing::misfits;

template <class T>
struct Cell {
    const char* json;
    std::optional<T> lax;
    std::optional<T> strict;
};

template <class T>
void check(const std::vector<Cell<T>>& table) {
    for (const Cell<T>& cell : table) {
        SCOPED_TRACE(cell.json);
        EXPECT_EQ(decoded<T>(cell.json, Validation::lax), cell.lax);
        EXPECT_EQ(decoded<T>(cell.json, Validation::strict), cell.strict);
    }
}

constexpr auto no = std::nullopt;

TEST(Conversion, MakesBooleansAsTheTableSays) {
    check<bool>({{"true", true, true},
                 {"false", false, false},
                 {"1", true, no},
                 {"0", false, no},
                 {"2", no, no},
                 {"-1", no, no},
                 {"1.0", true, no},
                 {"0.0", false, no},
                 {"0.5", no, no},
                 {R"("true")", true, no},
                 {R"("TRUE")", true, no},
                 {R"("1")", true, no},
                 {R"("yes")", true, no},
                 {R"("On")", true, no},
                 {R"("t")", true, no},
                 {R"("y")", true, no},
                 {R"("false")", false, no},
                 {R"("0")", false, no},
                 {R"("no")", false, no},
                 {R"("off")", false, no},
                 {R"("F")", false, no},
                 {R"("n")", false, no},
                 {R"(" yes ")", no, no},
                 {R"("")", no, no},
                 {R"("maybe")", no, no},
                 {"null", no, no},
                 {"[]", no, no},
                 {"{}", no, no}});
}

TEST(Conversion, MakesIntegersAsTheTableSays) {
    check<int>({{"7", 7, 7},
                {"-7", -7, -7},
                {"7.0", 7, no},
                {"1e3", 1000, no},
                {"7.5", no, no},
                {"-0.0", 0, no},
                {R"("7")", 7, no},
                {R"(" 7 ")", 7, no},
                {R"("+7")", 7, no},
                {R"("-7")", -7, no},
                {R"("007")", 7, no},
                {R"("7.0")", 7, no},
                {R"("7.5")", no, no},
                {R"("7.")", no, no},
                {R"(".0")", no, no},
                {R"("1e3")", no, no},
                {R"("0x10")", no, no},
                {R"("1_000")", no, no},
                {R"("+-7")", no, no},
                {R"("-+7")", no, no},
                {R"("--7")", no, no},
                {R"("")", no, no},
                {R"(" ")", no, no},
                {R"("-")", no, no},
                {R"("seven")", no, no},
                {"true", 1, no},
                {"false", 0, no},
                {"null", no, no},
                {"[7]", no, no},
                {"{}", no, no}});
}

TEST(Conversion, MakesRealNumbersAsTheTableSays) {
    check<double>({{"1.5", 1.5, 1.5},
                   {"7", 7.0, 7.0},
                   {"-7", -7.0, -7.0},
                   {"18446744073709551615", 18446744073709551615.0, 18446744073709551615.0},
                   {R"("1.5")", 1.5, no},
                   {R"(" 1.5 ")", 1.5, no},
                   {R"("+1.5")", 1.5, no},
                   {R"("1e3")", 1000.0, no},
                   {R"("7.")", 7.0, no},
                   {R"(".5")", 0.5, no},
                   {R"("nan")", no, no},
                   {R"("inf")", no, no},
                   {R"("-Infinity")", no, no},
                   {R"("1e999")", no, no},
                   {R"("0x1p3")", no, no},
                   {R"("1,5")", no, no},
                   {R"("")", no, no},
                   {"true", 1.0, no},
                   {"false", 0.0, no},
                   {"null", no, no},
                   {"[]", no, no},
                   {"{}", no, no}});
}

TEST(Conversion, MakesStringsOfStringsOnly) {
    check<std::string>({{R"("a")", "a", "a"},
                        {R"("")", "", ""},
                        {R"("\u00e9\n\ud83d\ude00")", "é\n😀", "é\n😀"},
                        {"1", no, no},
                        {"1.5", no, no},
                        {"true", no, no},
                        {"null", no, no},
                        {"[]", no, no},
                        {"{}", no, no}});
    EXPECT_EQ(from_json<std::string>(R"("a\u0000b")"), std::string("a\0b", 3));
}

TEST(Conversion, TakesNullWhereAValueIsOptional) {
    EXPECT_EQ(from_json<std::optional<int>>("null"), std::nullopt);
    EXPECT_EQ(from_json<std::optional<int>>("3", Validation::strict), 3);
    EXPECT_EQ(from_json<std::optional<int>>(R"("3")"), 3);
    EXPECT_EQ(misfits<std::optional<int>>(R"("3")", Validation::strict),
              std::vector<std::string>{"type the document: expected integer, found \"3\""});
}

template <class T>
class IntegerRange : public ::testing::Test {};
using Integers = ::testing::Types<std::int8_t, std::uint8_t, std::int16_t, std::uint16_t,
                                  std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, long,
                                  unsigned long, long long, unsigned long long>;
TYPED_TEST_SUITE(IntegerRange, Integers);

TYPED_TEST(IntegerRange, ReachesToBothEndsAndNoFurther) {
    using Limits = std::numeric_limits<TypeParam>;
    for (const Validation mode : {Validation::lax, Validation::strict}) {
        EXPECT_EQ(from_json<TypeParam>(std::to_string(Limits::min()), mode), Limits::min());
        EXPECT_EQ(from_json<TypeParam>(std::to_string(Limits::max()), mode), Limits::max());
    }
    EXPECT_EQ(from_json<TypeParam>('"' + std::to_string(Limits::max()) + '"'), Limits::max());
    const std::string expected = ": expected integer between " + std::to_string(Limits::min()) +
                                 " and " + std::to_string(Limits::max()) + ", found ";
    // One more than the largest, in decimal.
    std::string above = std::to_string(Limits::max());
    above.back() = static_cast<char>(above.back() + 1);
    EXPECT_EQ(misfits<TypeParam>('"' + above + '"'),
              std::vector<std::string>{"out_of_range the document" + expected + '"' + above + '"'});
    if (sizeof(TypeParam) < 8) {
        EXPECT_EQ(misfits<TypeParam>(above),
                  std::vector<std::string>{"out_of_range the document" + expected + above});
    }
    const std::string below = Limits::is_signed ? "-9223372036854775809" : "-1";
    EXPECT_FALSE(decoded<TypeParam>(below).has_value());
    EXPECT_FALSE(decoded<TypeParam>("1e30").has_value());
    EXPECT_FALSE(decoded<TypeParam>("123456789012345678901234567890").has_value());
}

TEST(Conversion, TakesIntegersOfAnySizeForADouble) {
    EXPECT_EQ(from_json<double>("123456789012345678901234567890"),
              123456789012345678901234567890.0);
    EXPECT_EQ(from_json<std::vector<double>>("[1, -123456789012345678901234567890, 0.5]"),
              (std::vector<double>{1, -123456789012345678901234567890.0, 0.5}));
}

TEST(Conversion, RefusesWhatAFloatCannotHold) {
    EXPECT_EQ(from_json<float>("3.4e38"), 3.4e38f);
    EXPECT_EQ(misfits<float>("3.5e38"),
              std::vector<std::string>{
                  "out_of_range the document: expected number between -3.4e38 and 3.4e38, "
                  "found 3.5e+38"});
}

}  // namespace
}  // namespace curlew
