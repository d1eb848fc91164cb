#include <curlew/errors.hpp>
#include <curlew/result.hpp>

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

Result<int> failed() {
    return Result<int>::of([]() -> int { throw DnsError("no such host", Phase::resolve); });
}

TEST(Result, HoldsAValue) {
    const auto result = Result<std::string>::of([] { return std::string("x"); });
    ASSERT_TRUE(result);
    EXPECT_EQ(*result, "x");
    EXPECT_EQ(result->size(), 1u);
    EXPECT_EQ(result.value(), "x");
    EXPECT_EQ(result.value_or("y"), "x");
    EXPECT_EQ(result.error_as<ClientError>(), nullptr);
}

TEST(Result, HoldsAnErrorOfItsOwnClass) {
    const Result<int> result = failed();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.value_or(7), 7);
    EXPECT_STREQ(result.error().what(), "no such host");
    EXPECT_NE(result.error_as<DnsError>(), nullptr);
    EXPECT_NE(result.error_as<ConnectionError>(), nullptr);
    EXPECT_EQ(result.error_as<TlsError>(), nullptr);
    EXPECT_THROW(static_cast<void>(result.value()), DnsError);
}

TEST(Result, KeepsTheErrorAsLongAsAnyCopyLives) {
    Result<int> copy(0);
    {
        const Result<int> result = failed();
        copy = result;
    }
    EXPECT_EQ(copy.error().phase(), Phase::resolve);
}

TEST(Result, LetsErrorsOfOthersPass) {
    EXPECT_THROW(
        static_cast<void>(Result<int>::of([]() -> int { throw std::logic_error("a bug"); })),
        std::logic_error);
}

TEST(Result, GivesItsValueAway) {
    auto result = Result<std::string>::of([] { return std::string(100, 'x'); });
    EXPECT_EQ(std::move(result).value().size(), 100u);
}

}  // namespace
}  // namespace curlew
