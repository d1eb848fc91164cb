#include "unit/model/outcome.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {

/// As many members as a model may have.
struct Wide {
    int field_0, field_1, field_2, field_3, field_4, field_5, field_6, field_7;
    int field_8, field_9, field_10, field_11, field_12, field_13, field_14, field_15;
    int field_16, field_17, field_18, field_19, field_20, field_21, field_22, field_23;
    int field_24, field_25, field_26, field_27, field_28, field_29, field_30, field_31;
    int field_32, field_33, field_34, field_35, field_36, field_37, field_38, field_39;
    int field_40, field_41, field_42, field_43, field_44, field_45, field_46, field_47;
    int field_48, field_49, field_50, field_51, field_52, field_53, field_54, field_55;
    int field_56, field_57, field_58, field_59, field_60, field_61, field_62, field_63;
    int field_64, field_65, field_66, field_67, field_68, field_69, field_70, field_71;
    int field_72, field_73, field_74, field_75, field_76, field_77, field_78, field_79;
    int field_80, field_81, field_82, field_83, field_84, field_85, field_86, field_87;
    int field_88, field_89, field_90, field_91, field_92, field_93, field_94, field_95;
    int field_96, field_97, field_98, field_99, field_100, field_101, field_102, field_103;
    int field_104, field_105, field_106, field_107, field_108, field_109, field_110, field_111;
    int field_112, field_113, field_114, field_115, field_116, field_117, field_118, field_119;
    int field_120, field_121, field_122, field_123, field_124, field_125, field_126, field_127;
};

namespace testing_models {
struct Outer {
    struct Inner {
        int value = 3;
    };
    Inner inner;
    std::vector<Inner> more;
};
template <class T>
struct PageOf {
    std::vector<T> items;
    int total;
};
}  // namespace testing_models

namespace {

using testing::misfits;
using Lines = std::vector<std::string>;

struct Empty {};
struct Tree {
    std::string name;
    std::vector<Tree> children;
    std::unique_ptr<Tree> next;
    std::shared_ptr<Tree> other;
};
struct Constant {
    std::string a = "x";
    std::optional<std::string> b = {};
    Empty nothing = {};
};

TEST(Reflection, ReadsAndWrites128Members) {
    std::string json = "{";
    for (int i = 0; i < 128; ++i) {
        json += "\"field_" + std::to_string(i) + "\":" + std::to_string(i * 3) + ',';
    }
    json.back() = '}';
    const auto wide = from_json<Wide>(json);
    EXPECT_EQ(wide.field_0, 0);
    EXPECT_EQ(wide.field_64, 192);
    EXPECT_EQ(wide.field_127, 381);
    EXPECT_EQ(to_json(wide), json);
    EXPECT_EQ(misfits<Wide>("{}").size(), 128u);
}

TEST(Reflection, TakesFieldsInAnyOrder) {
    std::string json = "{";
    for (int i = 127; i >= 0; --i) {
        json += "\"field_" + std::to_string(i) + "\":" + std::to_string(i) + ",\"x" +
                std::to_string(i) + "\":[{}],";
    }
    json.back() = '}';
    const auto wide = from_json<Wide>(json);
    EXPECT_EQ(wide.field_0, 0);
    EXPECT_EQ(wide.field_99, 99);
}

TEST(Reflection, WorksForTypesOfAFunction) {
    struct Local {
        int id;
        std::vector<int> list;
    };
    EXPECT_EQ(to_json(from_json<Local>(R"({"id":1,"list":[2]})")), R"({"id":1,"list":[2]})");
}

TEST(Reflection, WorksForNestedTypesAndTemplates) {
    using testing_models::Outer;
    using testing_models::PageOf;
    const char* json = R"({"items":[{"inner":{"value":1},"more":[{"value":2}]}],"total":1})";
    EXPECT_EQ(to_json(from_json<PageOf<Outer>>(json)), json);
    EXPECT_EQ(detail::type_name<PageOf<Outer::Inner>>().substr(0, 7), "PageOf<");
}

TEST(Reflection, WorksForEmptyTypesAndThoseWithInitialisers) {
    EXPECT_EQ(to_json(from_json<Empty>(R"({"ignored":1})")), "{}");
    EXPECT_EQ(to_json(Constant()), R"({"a":"x","b":null,"nothing":{}})");
}

TEST(Reflection, FollowsTypesThatHoldThemselves) {
    const char* json =
        R"({"name":"a","children":[{"name":"b","children":[],"next":null,"other":null}],)"
        R"("next":{"name":"c","children":[],"next":null,"other":null},"other":null})";
    EXPECT_EQ(to_json(from_json<Tree>(json)), json);
    EXPECT_EQ(misfits<Tree>(R"({"name":"a","children":[{"children":[]}],"next":{"name":1}})"),
              (Lines{"missing children[0].name: expected string, found nothing",
                     "type next.name: expected string, found 1",
                     "missing next.children: expected array, found nothing"}));
}

TEST(Reflection, TakesTheLastOfSeveralFieldsWithOneName) {
    struct Local {
        int a;
        std::vector<int> b;
    };
    const auto value = from_json<Local>(R"({"a":1,"b":[1,2],"a":2,"b":[3]})");
    EXPECT_EQ(value.a, 2);
    EXPECT_EQ(value.b, std::vector<int>{3});
}

TEST(Reflection, TellsNamesApartThatBeginAlike) {
    struct Local {
        int a, ab, abc;
    };
    EXPECT_EQ(to_json(from_json<Local>(R"({"abc":3,"a":1,"abcd":4,"":5,"ab":2})")),
              R"({"a":1,"ab":2,"abc":3})");
}

}  // namespace
}  // namespace curlew
