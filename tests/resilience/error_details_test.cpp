#include <curlew/client.hpp>
#include <curlew/testing/mock_transport.hpp>

#include <optional>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::HasSubstr;
using testing::MockTransport;
using ::testing::Not;
using testing::ServerResponse;

ServerResponse problem(std::string json, int status = 403) {
    return ServerResponse::bytes(std::move(json), "application/problem+json; charset=utf-8",
                                 status);
}

class ErrorDetailsTest : public ::testing::Test {
protected:
    HTTPError error(const ServerResponse& response, const ErrorParser& parser = {}) {
        const MockTransport mock;
        mock.get("/").reply(response);
        const Client client({.base_url = "http://example.com",
                             .retry = {.max_attempts = 1},
                             .error_parser = parser,
                             .transport = mock});
        try {
            (void)client.get("/").send();
        } catch (const HTTPError& error) {
            return error;
        }
        throw std::logic_error("no error");
    }
};

TEST_F(ErrorDetailsTest, OfAProblemAreUnderstood) {
    const HTTPError e = error(problem(R"({"type":"https://example.com/probs/out-of-credit",
        "title":"You do not have enough credit.","detail":"Your current balance is 30.",
        "balance":30,"accounts":["/account/1"]})"));
    EXPECT_EQ(e.details().code, "https://example.com/probs/out-of-credit");
    EXPECT_EQ(e.details().message, "You do not have enough credit.: Your current balance is 30.");
    EXPECT_EQ(e.details().field("balance"), "30");
    EXPECT_EQ(e.details().field("accounts"), R"(["/account/1"])");
    EXPECT_EQ(e.details().field("nothing"), std::nullopt);
    EXPECT_THAT(e.what(), HasSubstr("403 Forbidden: \"You do not have enough credit."));
}

TEST_F(ErrorDetailsTest, OfAProblemMayBeIncompleteOrWrong) {
    EXPECT_EQ(error(problem(R"({"detail":"no"})")).details().message, "no");
    EXPECT_EQ(error(problem(R"({"title":7,"type":[]})")).details().message, "");
    EXPECT_EQ(error(problem("[]")).details().code, "");
    EXPECT_THAT(error(problem("{broken")).what(), HasSubstr("403 Forbidden"));
    EXPECT_TRUE(error(ServerResponse::json_text(R"({"title":"t"})", 400)).details().message.empty())
        << "that is no problem, only JSON";
}

struct ApiError {
    int code;
    std::string reason;
};

TEST_F(ErrorDetailsTest, OfAnApiAreWhatItsParserFinds) {
    const auto parse = [](const Response& response) -> std::optional<ErrorDetails> {
        const auto api = response.as<ApiError>();
        return ErrorDetails{.message = api.reason, .code = std::to_string(api.code)};
    };
    const auto e = error(ServerResponse::json(ApiError{1042, "quota\nexceeded"}, 429), parse);
    EXPECT_EQ(e.details().code, "1042");
    EXPECT_EQ(e.details().message, "quota\nexceeded");
    EXPECT_THAT(e.what(), HasSubstr(R"(429 Too Many Requests: "quota\nexceeded")"));
    const auto other = error(ServerResponse::text("<html>", 502), parse);
    EXPECT_THAT(other.what(), Not(HasSubstr(": \"")));
    const auto rfc = error(problem(R"({"title":"standard"})"),
                           [](const Response&) { return std::optional<ErrorDetails>(); });
    EXPECT_EQ(rfc.details().message, "standard");
}

TEST_F(ErrorDetailsTest, OfOthersPass) {
    const auto broken = [](const Response&) -> std::optional<ErrorDetails> {
        throw std::runtime_error("a mistake in the parser");
    };
    EXPECT_THROW(error(ServerResponse::status(500), broken), std::runtime_error);
}

}  // namespace
}  // namespace curlew
