#include "raw_client.hpp"

#include <curlew/testing/test_server.hpp>

#include <optional>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace curlew::testing {

struct NewUser {
    std::string name;
    int age;
};

struct User {
    int id;
    std::string name;
};

namespace {

using nlohmann::json;

User free_function(const ServerRequest& request) {
    return {7, request.path};
}

TEST(TypedHandlers, DecodeTheBodyAndEncodeTheResult) {
    TestServer server;
    server.post("/users", [](const NewUser& user) { return User{4, user.name}; });
    RawClient client(server);
    const auto response =
        client.exchange(request_with_body("POST", "/users", R"({"name": "Ann", "age": 30})"));
    EXPECT_EQ(response.result_int(), 200U);
    EXPECT_EQ(response["Content-Type"], "application/json");
    EXPECT_EQ(json::parse(response.body()), json({{"id", 4}, {"name", "Ann"}}));
}

TEST(TypedHandlers, TakeTheRequestTheModelOrBothOrNothing) {
    TestServer server;
    server.get("/request", free_function);
    server.put("/users/{id}", [](const ServerRequest& request, const NewUser& user) {
        return User{std::stoi(request.path_param("id")), user.name};
    });
    server.get("/none", [] { return User{1, "none"}; });
    server.get("/generic", [](const auto& request) { return User{2, request.method}; });
    int calls = 0;
    server.post("/void", [&calls](const NewUser& user) { calls += user.age; });
    RawClient client(server);
    const char* ann = R"({"name": "Ann", "age": 30})";
    EXPECT_EQ(json::parse(client.exchange(get_request("/request")).body())["name"], "/request");
    EXPECT_EQ(json::parse(client.exchange(request_with_body("PUT", "/users/9", ann)).body())["id"],
              9);
    EXPECT_EQ(json::parse(client.exchange(get_request("/none")).body())["name"], "none");
    EXPECT_EQ(json::parse(client.exchange(get_request("/generic")).body())["name"], "GET");
    EXPECT_EQ(client.exchange(request_with_body("POST", "/void", ann)).result_int(), 204U);
    EXPECT_EQ(calls, 30);
}

TEST(TypedHandlers, EmptyOptionalIs404) {
    TestServer server;
    server.get("/users/{id}", [](const ServerRequest& request) -> std::optional<User> {
        if (request.path_param("id") != "1") return std::nullopt;
        return User{1, "Ann"};
    });
    RawClient client(server);
    EXPECT_EQ(client.exchange(get_request("/users/1")).result_int(), 200U);
    EXPECT_EQ(client.exchange(get_request("/users/2")).result_int(), 404U);
}

TEST(TypedHandlers, BodyThatDoesNotFitIs422WithItsFields) {
    TestServer server;
    server.post("/users", [](const NewUser&) { return ServerResponse::status(201); });
    RawClient client(server);
    const auto response =
        client.exchange(request_with_body("POST", "/users", R"({"age": "thirty"})"));
    EXPECT_EQ(response.result_int(), 422U);
    const auto fields = json::parse(response.body())["fields"];
    ASSERT_EQ(fields.size(), 2U);
    EXPECT_EQ(fields[0]["path"], "age");
    EXPECT_EQ(fields[0]["kind"], "type");
    EXPECT_EQ(fields[1]["path"], "name");
    EXPECT_EQ(fields[1]["kind"], "missing");
}

TEST(TypedHandlers, BodyThatIsNoJsonIs400) {
    TestServer server;
    server.post("/users", [](const NewUser&) { return ServerResponse::status(201); });
    RawClient client(server);
    const auto response = client.exchange(request_with_body("POST", "/users", "{"));
    EXPECT_EQ(response.result_int(), 400U);
    EXPECT_TRUE(json::parse(response.body()).contains("error"));
}

TEST(TypedHandlers, ExceptionIs500WithItsMessage) {
    TestServer server;
    server.get("/throw", [](const ServerRequest&) -> ServerResponse {
        throw std::runtime_error("the database \"x\" is gone \xff");
    });
    server.get("/odd", [](const ServerRequest&) -> ServerResponse { throw 42; });
    RawClient client(server);
    const auto response = client.exchange(get_request("/throw"));
    EXPECT_EQ(response.result_int(), 500U);
    EXPECT_EQ(json::parse(response.body())["error"], "the database \"x\" is gone \xEF\xBF\xBD");
    EXPECT_EQ(client.exchange(get_request("/odd")).result_int(), 500U);
}

}  // namespace
}  // namespace curlew::testing
