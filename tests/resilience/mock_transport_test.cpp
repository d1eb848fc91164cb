#include "support/mocked.hpp"

#include <curlew/client.hpp>
#include <curlew/json.hpp>
#include <curlew/testing/mock_transport.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct User {
    int id;
    std::string name;
};

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const MockAssertionError& error) {
        return error.what();
    }
    return {};
}

class MockTest : public ::testing::Test {
protected:
    const MockTransport mock_;
    const Client client_{ClientConfig{.base_url = "https://api.example.com", .transport = mock_}};
};

TEST_F(MockTest, AnswersWithStatusHeadersAndBody) {
    mock_.get("/text").reply(ServerResponse::text("hello", 201).header("X", "y"));
    const Response response = client_.get("/text").send();
    EXPECT_EQ(response.status(), 201);
    EXPECT_EQ(response.reason(), "Created");
    EXPECT_EQ(response.header("X"), "y");
    EXPECT_EQ(response.header("Content-Length"), "5");
    EXPECT_EQ(response.text(), "hello");
    EXPECT_EQ(response.url().str(), "https://api.example.com/text");
}

TEST_F(MockTest, AnswersWithModels) {
    mock_.get("/users/{id}").reply([](const ServerRequest& request) {
        return User{std::stoi(request.path_param("id")), "Ann"};
    });
    mock_.post("/users").reply([](const User& user) { return user; });
    mock_.get("/me").reply(User{1, "Me"});
    EXPECT_EQ(client_.get("/users/7").as<User>().id, 7);
    EXPECT_EQ(client_.post("/users").json(User{3, "Bob"}).as<User>().name, "Bob");
    EXPECT_EQ(client_.get("/me").as<User>().name, "Me");
}

TEST_F(MockTest, AnswersWithStreams) {
    mock_.get("/lines").reply(ServerResponse::chunked({"one\ntw", "o\n"}));
    std::string seen;
    const StreamedResponse response = client_.get("/lines").stream();
    for (const std::string_view line : response.lines())
        seen.append(line).append("|");
    EXPECT_EQ(seen, "one|two|");
}

TEST_F(MockTest, RepliesInSequenceAndRepeatsTheLast) {
    mock_.get("/").reply(201).reply(202);
    EXPECT_EQ(client_.get("/").send().status(), 201);
    EXPECT_EQ(client_.get("/").send().status(), 202);
    EXPECT_EQ(client_.get("/").send().status(), 202);
}

TEST_F(MockTest, FailsWithAnyError) {
    mock_.get("/").fail<ConnectionError>("refused", Phase::connect).reply(200);
    const auto result = client_.get("/").max_attempts(1).try_send();
    ASSERT_NE(result.error_as<ConnectionError>(), nullptr);
    EXPECT_EQ(result.error().phase(), Phase::connect);
    ASSERT_NE(result.error().request(), nullptr);
    EXPECT_EQ(client_.get("/").send().status(), 200);
}

TEST_F(MockTest, ChoosesByMethodHeaderParameterAndBody) {
    mock_.get("/").header("X", "1").reply(201);
    mock_.get("/").param("page", 2).reply(202);
    mock_.post("/").body("exactly").reply(203);
    mock_.post("/").json_text(R"({"user":{"id":1},"tags":["a"]})").reply(206);
    mock_.any("/")
        .matching([](const ServerRequest& request) { return request.body == "odd"; })
        .reply(207);
    const auto status = [](auto request) { return std::move(request).send().status(); };
    EXPECT_EQ(status(client_.get("/").header("x", "1")), 201);
    EXPECT_EQ(status(client_.get("/").param("page", 2).param("size", 9)), 202);
    EXPECT_EQ(status(client_.post("/").body("exactly")), 203);
    EXPECT_EQ(status(client_.post("/").json(
                  parse_json(R"({"tags":["a"],"user":{"name":"Ann","id":1}})"))),
              206);
    EXPECT_EQ(status(client_.put("/").body("odd")), 207);
    EXPECT_THROW(client_.post("/").json(parse_json(R"({"user":{"id":1},"tags":["a","b"]})")).send(),
                 UnmatchedRequestError);
}

TEST_F(MockTest, ChoosesByOrigin) {
    mock_.get("https://other.example.com/").reply(201);
    mock_.get("/").reply(202);
    EXPECT_EQ(client_.get("/").send().status(), 202);
    EXPECT_EQ(client_.get("https://other.example.com").send().status(), 201);
    EXPECT_EQ(client_.get("http://other.example.com").send().status(), 202);
}

TEST_F(MockTest, SaysWhichRouteComesNearest) {
    mock_.post("/other").reply(200);
    mock_.get("/users/{id}").header("X-Version", "2").reply(200);
    const auto result = client_.get("/users/3").header("X-Version", "1").try_send();
    ASSERT_NE(result.error_as<UnmatchedRequestError>(), nullptr);
    EXPECT_THAT(result.error().what(), AllOf(HasSubstr("GET https://api.example.com/users/3"),
                                             HasSubstr("GET /users/{id}"), HasSubstr("X-Version"),
                                             HasSubstr("\"2\""), Not(HasSubstr("/other"))));
    EXPECT_EQ(mock_.call_count(), 1u) << "it was recorded, and not tried again";
}

TEST_F(MockTest, LetsARouteBeUsedSoManyTimes) {
    mock_.get("/").reply(201).times(2);
    mock_.get("/").reply(202);
    EXPECT_EQ(client_.get("/").send().status(), 201);
    EXPECT_EQ(client_.get("/").send().status(), 201);
    EXPECT_EQ(client_.get("/").send().status(), 202);
}

TEST_F(MockTest, RecordsRequestsAsAServerSeesThem) {
    auto route = mock_.post("/users").reply(204);
    client_.post("/users").param("dry", true).header("X", "1").json(User{1, "Ann"}).send();
    ASSERT_EQ(route.call_count(), 1u);
    const ServerRequest call = route.last_call();
    EXPECT_EQ(call.method, "POST");
    EXPECT_EQ(call.target, "https://api.example.com/users?dry=true");
    EXPECT_EQ(call.query("dry"), "true");
    EXPECT_EQ(call.header("Host"), "api.example.com");
    EXPECT_EQ(call.as<User>().name, "Ann");
}

TEST_F(MockTest, RecordsBodiesThatAreReadAsTheyAreSent) {
    auto route = mock_.put("/").reply(204);
    auto pieces = [left = 3]() mutable -> std::optional<std::string> {
        return left-- > 0 ? std::optional<std::string>("ab") : std::nullopt;
    };
    client_.put("/").body(Body::generator(pieces), "a/b").send();
    EXPECT_EQ(route.last_call().body, "ababab");
}

TEST_F(MockTest, ChecksWhatWasCalled) {
    auto route = mock_.post("/users").reply(204);
    auto idle = mock_.get("/idle").reply(204);
    EXPECT_NO_THROW(route.assert_not_called());
    EXPECT_THAT(message_of([&] { route.assert_called_once(); }),
                AllOf(HasSubstr("POST /users"), HasSubstr("0 times, not 1")));
    client_.post("/users").header("X", "1").json(User{1, "Ann"}).send();
    EXPECT_NO_THROW(route.assert_called_once());
    EXPECT_NO_THROW(route.assert_called_once_with({.json = R"({"name":"Ann"})"}));
    EXPECT_THAT(message_of([&] { route.assert_called_with({.headers = {{"X", "2"}}}); }),
                AllOf(HasSubstr("\"1\", not \"2\""), HasSubstr("Ann")));
    EXPECT_THAT(message_of([&] { mock_.assert_all_called(); }),
                AllOf(HasSubstr("GET /idle"), Not(HasSubstr("/users"))));
    client_.get("/idle").send();
    EXPECT_NO_THROW(mock_.assert_all_called());
    EXPECT_THAT(message_of([&] { idle.assert_called(2); }), HasSubstr("1 times, not 2"));
}

TEST_F(MockTest, KeepsToTheLimitsOfTheRequest) {
    mock_.get("/").reply(ServerResponse::text(std::string(100, 'x')));
    EXPECT_THROW(client_.get("/").max_response_body(99).send(), ResponseTooLargeError);
    EXPECT_EQ(client_.get("/").max_response_body(100).send().bytes().size(), 100u);
    EXPECT_EQ(client_.head("/").try_send().has_value(), false) << "there is no such route";
    mock_.route("HEAD", "/").reply(ServerResponse::text("hello"));
    EXPECT_EQ(client_.head("/").send().bytes(), "");
}

TEST_F(MockTest, RefusesWhatIsNoPattern) {
    EXPECT_THROW((void)mock_.get("users"), std::invalid_argument);
    EXPECT_THROW((void)mock_.get("/users?page=1"), std::invalid_argument);
    EXPECT_THROW((void)mock_.post("/").json_text("{"), JsonError);
}

TEST_F(MockTest, AnswersNothingWhenTheClientIsClosed) {
    mock_.get("/").reply(200);
    Client client({.base_url = "http://example.com", .transport = mock_});
    client.close();
    EXPECT_THROW(client.get("/").send(), ClosedError);
}

TEST(MockPassThrough, AsksTheNetworkForChosenRoutes) {
    TestServer server;
    server.get("/real", [] { return ServerResponse::text("real"); });
    const MockTransport mock;
    mock.get("/mocked").reply(ServerResponse::text("mocked"));
    auto real = mock.get(server.url("/real")).pass_through();
    const Client client({.base_url = server.url(), .transport = mock});
    EXPECT_EQ(client.get("/mocked").send().bytes(), "mocked");
    EXPECT_EQ(client.get("/real").send().bytes(), "real");
    real.assert_called_once();
    EXPECT_EQ(server.request_count(), 1u);
}

using MockDelay = Mocked;
INSTANTIATE_TEST_SUITE_P(With, MockDelay, ::testing::Bool(), each_client_name);

TEST_P(MockDelay, TakesAsLongAsItSays) {
    mock_.get("/").reply(200).after(5s);
    auto client = this->client();
    EXPECT_EQ(client.send("GET", "/", as_it_is).status(), 200);
    EXPECT_EQ(waited(), 5s);
}

TEST_P(MockDelay, EndsAtTheReadTimeout) {
    mock_.get("/").reply(ServerResponse::text("late").after(40s));
    auto client = this->client({.retry = {.max_attempts = 1}});
    EXPECT_THROW(client.send("GET", "/", as_it_is), ReadTimeoutError);
    EXPECT_EQ(waited(), 30s);
}

TEST_P(MockDelay, EndsAtTheTotalTimeout) {
    mock_.get("/").reply(200).after(40s);
    auto client = this->client({.timeout = {.total = 7s}});
    EXPECT_THROW(client.send("GET", "/", as_it_is), TotalTimeoutError);
    EXPECT_EQ(waited(), 7s);
}

}  // namespace
}  // namespace curlew::testing
