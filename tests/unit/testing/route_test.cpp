#include "raw_client.hpp"

#include <curlew/testing/test_server.hpp>

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace curlew::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

auto answer(const char* text) {
    return [text](const ServerRequest&) { return ServerResponse::text(text); };
}

std::string body_of(RawClient& client, std::string_view path) {
    return client.exchange(get_request(path)).body();
}

TEST(Routes, MatchByMethodAndPath) {
    TestServer server;
    server.get("/a", answer("get"));
    server.put("/a", answer("put"));
    server.del("/a", answer("delete"));
    server.patch("/a", answer("patch"));
    server.post("/a", answer("post"));
    server.options("/a", answer("options"));
    server.route("PROPFIND", "/a", answer("propfind"));
    RawClient client(server);
    EXPECT_EQ(body_of(client, "/a"), "get");
    EXPECT_EQ(client.exchange(request_with_body("PUT", "/a", "")).body(), "put");
    EXPECT_EQ(client.exchange(request_with_body("DELETE", "/a", "")).body(), "delete");
    EXPECT_EQ(client.exchange(request_with_body("PATCH", "/a", "")).body(), "patch");
    EXPECT_EQ(client.exchange(request_with_body("POST", "/a", "")).body(), "post");
    EXPECT_EQ(client.exchange(request_with_body("OPTIONS", "/a", "")).body(), "options");
    EXPECT_EQ(client.exchange(request_with_body("PROPFIND", "/a", "")).body(), "propfind");
}

TEST(Routes, DecodePathParameters) {
    TestServer server;
    server.get("/users/{id}/posts/{post}", [](const ServerRequest& request) {
        return ServerResponse::text(request.path_param("id") + " " + request.path_param("post"));
    });
    RawClient client(server);
    EXPECT_EQ(body_of(client, "/users/a%2Fb/posts/%C3%A9?x=1"), "a/b \xC3\xA9");
    EXPECT_EQ(client.exchange(get_request("/users//posts/1")).result_int(), 404U);
}

TEST(Routes, PreferLiteralsToParametersAndThoseToTheRest) {
    TestServer server;
    server.get("/f/{path...}", [](const ServerRequest& request) {
        return ServerResponse::text("rest " + request.path_param("path"));
    });
    server.get("/f/{name}", answer("one"));
    server.get("/f/me", answer("me"));
    RawClient client(server);
    EXPECT_EQ(body_of(client, "/f/me"), "me");
    EXPECT_EQ(body_of(client, "/f/you"), "one");
    EXPECT_EQ(body_of(client, "/f/you/and/me"), "rest you/and/me");
}

TEST(Routes, AreReplacedByTheSamePattern) {
    TestServer server;
    server.get("/a", answer("old"));
    server.get("/a", answer("new"));
    RawClient client(server);
    EXPECT_EQ(body_of(client, "/a"), "new");
}

TEST(Routes, UnknownPathIs404AndNamesTheRoutes) {
    TestServer server;
    server.get("/users/{id}", answer(""));
    server.post("/users", answer(""));
    RawClient client(server);
    const auto response = client.exchange(get_request("/nowhere"));
    EXPECT_EQ(response.result_int(), 404U);
    EXPECT_EQ(response["Content-Type"], "application/json");
    const auto body = nlohmann::json::parse(response.body());
    EXPECT_EQ(body["error"], "no route for GET /nowhere");
    EXPECT_EQ(body["routes"], nlohmann::json({"GET /users/{id}", "POST /users"}));
}

TEST(Routes, WrongMethodIs405WithAllow) {
    TestServer server;
    server.get("/a", answer(""));
    server.put("/a", answer(""));
    RawClient client(server);
    const auto response = client.exchange(request_with_body("POST", "/a", ""));
    EXPECT_EQ(response.result_int(), 405U);
    EXPECT_EQ(response["Allow"], "GET, HEAD, PUT");
}

TEST(Routes, FallbackTakesWhatNoRouteTakes) {
    TestServer server;
    server.get("/a", answer("a"));
    server.fallback([](const ServerRequest& request) {
        return ServerResponse::text(request.method + " " + request.path);
    });
    RawClient client(server);
    EXPECT_EQ(body_of(client, "/a"), "a");
    EXPECT_EQ(body_of(client, "/b"), "GET /b");
    EXPECT_EQ(client.exchange(request_with_body("POST", "/a", "")).body(), "POST /a");
}

TEST(Routes, HeadIsAnsweredFromGetWithoutABody) {
    TestServer server;
    server.get("/a", answer("12345"));
    RawClient client(server);
    client.send("HEAD /a HTTP/1.1\r\nHost: test\r\n\r\n" + get_request("/a"));
    const auto head = client.read_response(true);
    EXPECT_EQ(head["Content-Length"], "5");
    EXPECT_EQ(client.read_response().body(), "12345");
}

TEST(Routes, TargetMayBeAbsolute) {
    TestServer server;
    server.get("/a", answer("a"));
    RawClient client(server);
    EXPECT_EQ(body_of(client, "http://example.com/a?b=c"), "a");
    EXPECT_EQ(server.last_request().query("b"), "c");
    EXPECT_EQ(server.last_request().target, "http://example.com/a?b=c");
}

TEST(Routes, QueryIsDecodedAndKeepsRepetitions) {
    TestServer server;
    server.get("/a", answer(""));
    RawClient client(server);
    body_of(client, "/a?tag=red&tag=light+blue&e=%C3%A9&flag&empty=&x=a=b");
    const ServerRequest request = server.last_request();
    EXPECT_THAT(request.query_params,
                ElementsAre(Pair("tag", "red"), Pair("tag", "light blue"), Pair("e", "\xC3\xA9"),
                            Pair("flag", ""), Pair("empty", ""), Pair("x", "a=b")));
    EXPECT_THAT(request.query_all("tag"), ElementsAre("red", "light blue"));
    EXPECT_EQ(request.query("none"), std::nullopt);
}

TEST(Routes, RefusePatternsThatCannotMatch) {
    TestServer server;
    EXPECT_THROW(server.get("users", answer("")), std::invalid_argument);
    EXPECT_THROW(server.get("/{all...}/x", answer("")), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(ServerRequest{}.path_param("id")), std::out_of_range);
}

}  // namespace
}  // namespace curlew::testing
