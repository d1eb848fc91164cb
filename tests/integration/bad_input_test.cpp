#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <functional>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::ServerResponse;
using testing::TestServer;

struct Reading {
    double value;
};

/// Something that cannot be sent, and a part of what the error has to say about it.
struct BadInput {
    const char* name;
    std::function<RequestBuilder(const Client&)> make;
    const char* message;
};

std::vector<BadInput> bad_inputs() {
    using C = const Client&;
    return {
        {"UnparsableUrl", [](C c) { return c.get("http://[::1/"); }, "bracket"},
        {"BadPort", [](C c) { return c.get("http://h:99999/"); }, "99999"},
        {"UnsupportedScheme", [](C c) { return c.get("ftp://h/"); }, "scheme \"ftp\""},
        {"HostTakenForAScheme", [](C c) { return c.get("localhost:80/x"); },
         "http://localhost:80/x"},
        {"NoHost", [](C c) { return c.get("http:///x"); }, "no host"},
        {"CredentialsInUrl", [](C c) { return c.get("http://u:p@h/"); }, "Authorization"},
        {"ControlCharacterInUrl", [](C c) { return c.get("/a\r\nX: y"); }, "control character"},
        {"NulInUrl", [](C c) { return c.get(std::string_view("/a\0b", 4)); }, "control character"},
        {"JsonAndBody", [](C c) { return c.post("/").json(1).body("x"); }, "json() and by body()"},
        {"FormAndJson", [](C c) { return c.post("/").form({{"a", 1}}).json(1); },
         "form() and by json()"},
        {"BodyTwice", [](C c) { return c.post("/").body("x").body("y"); }, "two bodies"},
        {"NegativeTimeout", [](C c) { return c.get("/").timeout(-1s); }, "timeout connect"},
        {"ZeroTimeout", [](C c) { return c.get("/").timeout(0s); }, "greater than zero"},
        {"NegativeReadTimeout", [](C c) { return c.get("/").timeout({.read = -1s}); },
         "timeout read"},
        {"NegativeTotalTimeout", [](C c) { return c.get("/").total_timeout(-1s); },
         "timeout total"},
        {"LineBreakInHeader", [](C c) { return c.get("/").header("X", "a\r\nY: b"); }, "\"X\""},
        {"LineFeedInHeader", [](C c) { return c.get("/").header("X", "a\nY: b"); },
         "control character"},
        {"NulInHeader", [](C c) { return c.get("/").header("X", std::string_view("a\0b", 3)); },
         "control character"},
        {"LineBreakInHeaderName", [](C c) { return c.get("/").header("X\r\nY", "b"); },
         "not a token"},
        {"EmptyHeaderName", [](C c) { return c.get("/").header("", "b"); }, "not a token"},
        {"ColonInHeaderName", [](C c) { return c.get("/").header("X:", "b"); }, "not a token"},
        {"LineBreakInContentType", [](C c) { return c.post("/").body("x", "a/b\r\nY: z"); },
         "Content-Type"},
        {"SpaceInMethod", [](C c) { return c.request("GET /x HTTP/1.1\r\n", "/"); }, "method"},
        {"EmptyMethod", [](C c) { return c.request("", "/"); }, "method"},
        {"TransferEncodingByHand",
         [](C c) { return c.post("/").header("Transfer-Encoding", "chunked"); },
         "Transfer-Encoding"},
        {"ContentLengthThatIsWrong",
         [](C c) { return c.post("/").body("x").header("Content-Length", "2"); }, "Content-Length"},
        {"NoValueForAPathParameter", [](C c) { return c.get("/users/{id}"); }, "{id}"},
        {"NoPlaceForAPathParameter", [](C c) { return c.get("/users").path("id", 1); }, "\"id\""},
        {"DotsAsAPathParameter", [](C c) { return c.get("/users/{id}").path("id", ".."); },
         "\"..\""},
        {"EmptyPathParameter", [](C c) { return c.get("/users/{id}").path("id", ""); }, "\"id\""},
        {"NotANumberInJson",
         [](C c) { return c.post("/").json(Reading{std::numeric_limits<double>::quiet_NaN()}); },
         "value"},
        {"InvalidUtf8InJson", [](C c) { return c.post("/").json(std::string("\xff")); }, "UTF-8"},
    };
}

class BadInputTest : public ::testing::TestWithParam<BadInput> {};

INSTANTIATE_TEST_SUITE_P(Inputs, BadInputTest, ::testing::ValuesIn(bad_inputs()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(BadInputTest, IsRefusedAndNothingIsSent) {
    TestServer server;
    server.fallback([] { return ServerResponse::text("fine"); });
    const Client client({.base_url = server.url()});
    try {
        GetParam().make(client).send();
        FAIL() << "it was sent";
    } catch (const ConfigurationError& error) {
        EXPECT_THAT(error.what(), HasSubstr(GetParam().message));
        EXPECT_EQ(error.phase(), Phase::prepare);
        EXPECT_EQ(error.attempt_count(), 0);
    }
    EXPECT_EQ(server.request_count(), 0u);
    EXPECT_FALSE(GetParam().make(client).try_send().has_value());
    EXPECT_EQ(client.get("/").send().bytes(), "fine") << "the client is none the worse for it";
}

std::string refusal(ClientConfig config) {
    try {
        const Client client(std::move(config));
        return "accepted";
    } catch (const ConfigurationError& error) {
        return error.what();
    }
}

TEST(BadConfiguration, IsRefusedWhenTheClientIsMade) {
    EXPECT_THAT(refusal({.base_url = "example.com"}), HasSubstr("no scheme"));
    EXPECT_THAT(refusal({.base_url = "ftp://example.com"}), HasSubstr("ftp"));
    EXPECT_THAT(refusal({.base_url = "http://[::1"}), HasSubstr("bracket"));
    EXPECT_THAT(refusal({.timeout = {.pool = -1s}}), HasSubstr("timeout pool"));
    EXPECT_THAT(refusal({.limits = {.max_connections = 0}}), HasSubstr("max_connections"));
}

TEST(BadConfiguration, OfARelativeUrlWithoutBaseSaysWhatIsMissing) {
    try {
        Client().get("/users").send();
        FAIL() << "there is nowhere to send it";
    } catch (const ConfigurationError& error) {
        EXPECT_THAT(error.what(), HasSubstr("base_url"));
    }
}

TEST(BadConfiguration, NeverShowsTheValueOfAHeader) {
    try {
        Client().get("http://h/").header("Authorization", "Bearer s3cr3t\n").send();
        FAIL() << "it has a line break";
    } catch (const ConfigurationError& error) {
        EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("s3cr3t")));
    }
}

}  // namespace
}  // namespace curlew
