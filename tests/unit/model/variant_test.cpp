#include "unit/model/outcome.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using testing::misfits;
using Lines = std::vector<std::string>;

struct Cat {
    std::string name;
};
struct Dog {
    std::string name;
    std::string breed;
};
using Pet = std::variant<Cat, Dog>;

struct NodeA;
struct NodeB;
using Node = std::variant<std::unique_ptr<NodeA>, std::unique_ptr<NodeB>>;
struct NodeA {
    Node child;
};
struct NodeB {
    Node child;
    int only_b;
};

template <class... T>
std::size_t chosen(const char* json, Validation validation = Validation::lax) {
    return from_json<std::variant<T...>>(json, validation).index();
}

TEST(Variants, PreferTheExactJsonType) {
    EXPECT_EQ((chosen<int, std::string>(R"("1")")), 1u);
    EXPECT_EQ((chosen<std::string, int>("1")), 1u);
    EXPECT_EQ((chosen<double, int>("1")), 1u);
    EXPECT_EQ((chosen<int, double>("1.0")), 1u);
    EXPECT_EQ((chosen<int, bool>("true")), 1u);
    EXPECT_EQ((chosen<std::monostate, int>("null")), 0u);
    EXPECT_EQ((chosen<std::vector<int>, std::vector<std::string>>(R"(["1"])")), 1u);
}

TEST(Variants, ConvertOnlyWhenNothingFitsExactly) {
    EXPECT_EQ((chosen<int, bool>(R"("true")")), 1u);
    EXPECT_EQ((chosen<bool, int>(R"("7")")), 1u);
    EXPECT_EQ((chosen<std::monostate, double>("1", Validation::strict)), 1u);
    EXPECT_EQ((misfits<std::variant<int, bool>>(R"("7")", Validation::strict)),
              Lines{"type the document: expected integer or boolean, found \"7\""});
}

TEST(Variants, PreferTheModelThatHasAllFields) {
    EXPECT_EQ((chosen<Cat, Dog>(R"({"name":"Rex","breed":"Collie"})")), 1u);
    EXPECT_EQ((chosen<Cat, Dog>(R"({"name":"Tom"})")), 0u);
    EXPECT_EQ((chosen<Cat, Dog>(R"({"name":"Tom","colour":"grey"})")), 0u);
}

TEST(Variants, SayWhyEachAlternativeDoesNotFit) {
    EXPECT_EQ(
        misfits<Pet>(R"({"breed":1})"),
        Lines{"value the document: expected Cat (name: expected string, found nothing) or Dog "
              "(breed: expected string, found 1), found object with 1 field"});
    EXPECT_EQ(misfits<std::vector<Pet>>("[7]"),
              Lines{"type [0]: expected object or object, found 7"});
}

TEST(Variants, AreWrittenAsWhatTheyHold) {
    EXPECT_EQ(to_json(std::vector<std::variant<std::monostate, int, Cat>>{{}, 1, Cat{"Tom"}}),
              R"([null,1,{"name":"Tom"}])");
}

TEST(Variants, OfVariantsAreReadInReasonableTimeWhateverTheDocument) {
    // Two alternatives at each of 300 levels, neither of which is refuted before the last.
    std::string json;
    for (int i = 0; i < 300; ++i)
        json += R"({"child":)";
    json += "7";
    for (int i = 0; i < 300; ++i)
        json += R"(,"only_b":1})";
    EXPECT_EQ(misfits<Node>(json).size(), 1u);
}

}  // namespace
}  // namespace curlew
