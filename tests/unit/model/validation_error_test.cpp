#include "unit/model/outcome.hpp"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::HasSubstr;
using testing::misfits;
using Lines = std::vector<std::string>;

struct Address {
    std::string street;
    std::string zip;
};
struct User {
    int id;
    std::string name;
    Address address;
};
struct Users {
    std::vector<User> users;
};

ValidationError error_of(const std::string& json) {
    try {
        (void)from_json<Users>(json);
    } catch (const ValidationError& error) {
        return error;
    }
    ADD_FAILURE() << json << " was accepted";
    return ValidationError({});
}

TEST(ValidationErrors, NameEveryMisfitInDocumentOrder) {
    EXPECT_EQ(misfits<Users>(R"({"users":[{"id":1,"name":"a","address":{"street":"s","zip":"z"}},
                                          {"address":{"zip":5},"id":"x","name":null},
                                          7]})"),
              (Lines{"type users[1].address.zip: expected string, found 5",
                     "missing users[1].address.street: expected string, found nothing",
                     "type users[1].id: expected integer, found \"x\"",
                     "type users[1].name: expected string, found null",
                     "type users[2]: expected object, found 7"}));
}

TEST(ValidationErrors, SayThatTheDocumentItselfIsOfTheWrongType) {
    EXPECT_EQ(misfits<Users>("[]"),
              Lines{"type the document: expected object, found array of 0 items"});
    EXPECT_EQ(error_of("[]").errors().at(0).path, "");
}

TEST(ValidationErrors, ShortenWhatWasFound) {
    const std::string json = R"({"users":")" + std::string(500, 'x') + "\"}";
    EXPECT_EQ(error_of(json).errors().at(0).found, '"' + std::string(40, 'x') + "\"...");
    EXPECT_EQ(misfits<int>("1.0", Validation::strict),
              Lines{"type the document: expected integer, found 1.0"});
    EXPECT_EQ(misfits<int>(R"("a\nb")"),
              Lines{"type the document: expected integer, found \"a\\nb\""});
}

TEST(ValidationErrors, QuoteKeysThatWouldMisleadInAPath) {
    using Map = std::map<std::string, int>;
    EXPECT_EQ(misfits<Map>(R"({"plain-key":[],"a.b":[],"":[],"a\"b":[],"é":[]})"),
              (Lines{"type plain-key: expected integer, found array of 0 items",
                     "type [\"a.b\"]: expected integer, found array of 0 items",
                     "type [\"\"]: expected integer, found array of 0 items",
                     "type [\"a\\\"b\"]: expected integer, found array of 0 items",
                     "type é: expected integer, found array of 0 items"}));
}

TEST(ValidationErrors, SumUpInOneLine) {
    EXPECT_EQ(error_of(R"({"users":1})").message(),
              "one value does not fit the model: users: expected array, found 1");
    EXPECT_THAT(error_of(R"({"users":[1,2,3,4,5,6,7]})").message(),
                ::testing::AllOf(HasSubstr("7 values do not fit the model: users[0]: expected"),
                                 HasSubstr("users[4]: expected object, found 5; and 2 more")));
}

TEST(ValidationErrors, StopAtAThousandMisfits) {
    std::string json = R"({"users":[0)";
    for (int i = 0; i < 5000; ++i)
        json += ",0";
    const auto error = error_of(json + "]}");
    ASSERT_EQ(error.errors().size(), 1000u);
    EXPECT_EQ(error.errors().back().path, "users[999]");
}

TEST(ValidationErrors, KeepPathsShortWhateverTheDocumentSays) {
    const std::string key(100000, 'k');
    using Deep = std::map<std::string, std::map<std::string, int>>;
    try {
        (void)from_json<Deep>("{\"" + key + "\":{\"" + key + "\":null}}");
        FAIL() << "it was accepted";
    } catch (const ValidationError& error) {
        EXPECT_LT(error.errors().at(0).path.size(), 200u);
    }
}

TEST(FieldErrors, NameTheirKinds) {
    EXPECT_STREQ(to_string(FieldErrorKind::missing), "missing");
    EXPECT_STREQ(to_string(FieldErrorKind::out_of_range), "out_of_range");
    EXPECT_STREQ(to_string(FieldErrorKind::depth), "depth");
}

}  // namespace
}  // namespace curlew
