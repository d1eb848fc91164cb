#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Latch;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

struct User {
    int id = 0;
    std::string name;
    friend bool operator==(const User&, const User&) = default;
};
struct NewUser {
    std::string name;
};

class ClientTest : public ::testing::Test {
protected:
    ClientTest() {
        server_.fallback([](const ServerRequest& request) {
            return ServerResponse::text(request.method + " " + request.target);
        });
    }

    /// Without retries: each request is one.
    [[nodiscard]] ClientConfig config() const {
        return {.base_url = server_.url(), .retry = {.max_attempts = 1}};
    }
    [[nodiscard]] ServerRequest last() const { return server_.last_request(); }

    TestServer server_;
};

TEST_F(ClientTest, SendsEveryMethod) {
    const Client client(config());
    EXPECT_EQ(client.get("/a").send().bytes(), "GET /a");
    EXPECT_EQ(client.post("/a").send().bytes(), "POST /a");
    EXPECT_EQ(client.put("/a").send().bytes(), "PUT /a");
    EXPECT_EQ(client.patch("/a").send().bytes(), "PATCH /a");
    EXPECT_EQ(client.del("/a").send().bytes(), "DELETE /a");
    EXPECT_EQ(client.options("/a").send().bytes(), "OPTIONS /a");
    EXPECT_EQ(client.request("REPORT", "/a").send().bytes(), "REPORT /a");
    EXPECT_EQ(client.request("get", "/a").send().bytes(), "GET /a");
    EXPECT_EQ(client.head("/a").send().bytes(), "");
    EXPECT_EQ(last().method, "HEAD");
}

TEST_F(ClientTest, DecodesAResponseToAModelAndSendsOne) {
    server_.get("/users/{id}", [](const ServerRequest& request) {
        return User{std::stoi(request.path_param("id")), "Ann"};
    });
    server_.post("/users", [](const NewUser& user) { return User{7, user.name}; });
    const Client client(config());

    EXPECT_EQ(client.get("/users/3").as<User>(), (User{3, "Ann"}));
    EXPECT_EQ(last().header("Accept"), "application/json");
    EXPECT_EQ(client.post("/users").json(NewUser{"Jane"}).as<User>(), (User{7, "Jane"}));
    EXPECT_EQ(last().header("Content-Type"), "application/json");
    EXPECT_EQ(last().body, R"({"name":"Jane"})");
}

TEST_F(ClientTest, SendsAndReadsJsonOfAnyShape) {
    server_.post("/echo", [](const ServerRequest& request) {
        return ServerResponse::json_text(request.body);
    });
    const Client client(config());
    const Json sent{{"a", {1, 2.5, nullptr}}, {"b", "\u00fc"}};
    EXPECT_EQ(client.post("/echo").json(sent).send().json(), sent);
}

TEST_F(ClientTest, AddsParametersBehindTheQueryThatIsThere) {
    const Client client({.base_url = server_.url(), .params = {{"key", "k"}}});
    client.get("/a?x=1").param("page", 2).param("tag", "r&b").param("tag", true).send();
    EXPECT_EQ(last().target, "/a?x=1&key=k&page=2&tag=r%26b&tag=true");
    client.get("/a").params({{"q", "a b"}, {"half", 0.5}}).send();
    EXPECT_EQ(last().target, "/a?key=k&q=a%20b&half=0.5");
}

TEST_F(ClientTest, FillsPathTemplates) {
    const Client client(config());
    client.get("/users/{id}/posts/{post}").path("id", 7).path("post", "a/b c").send();
    EXPECT_EQ(last().target, "/users/7/posts/a%2Fb%20c");
}

TEST_F(ClientTest, PrefersTheHeadersOfTheRequest) {
    const Client client(
        {.base_url = server_.url(), .headers = {{"X-One", "client"}, {"X-Two", "client"}}});
    client.get("/a").header("x-one", "request").header("User-Agent", "mine").send();
    EXPECT_EQ(last().headers.get_all("X-One"), std::vector<std::string_view>{"request"});
    EXPECT_EQ(last().header("X-Two"), "client");
    EXPECT_EQ(last().header("User-Agent"), "mine");
}

TEST_F(ClientTest, SaysWhoItIsUnlessToldOtherwise) {
    Client(config()).get("/a").send();
    EXPECT_EQ(last().header("User-Agent"), "curlew/" CURLEW_VERSION);
    EXPECT_EQ(last().header("Accept"), "*/*");
    EXPECT_EQ(last().header("Host"), server_.url().substr(7));
}

TEST_F(ClientTest, SendsRepeatedHeaders) {
    const Headers headers{{"X-Tag", "a"}, {"X-Tag", "b"}};
    Client(config()).get("/a").headers(headers).send();
    EXPECT_THAT(last().headers.get_all("X-Tag"), ElementsAre("a", "b"));
}

TEST_F(ClientTest, SendsFormsAndBytes) {
    const Client client(config());
    client.post("/a").form({{"name", "J D"}, {"mail", "a@b"}}).send();
    EXPECT_EQ(last().body, "name=J+D&mail=a%40b");
    EXPECT_EQ(last().header("Content-Type"), "application/x-www-form-urlencoded");

    const std::string bytes("\0\xff\r\n", 4);
    client.put("/a").body(bytes, "image/png").send();
    EXPECT_EQ(last().body, bytes);
    EXPECT_EQ(last().header("Content-Type"), "image/png");

    const std::string large(300'000, 'x');
    client.put("/a").body(large).send();
    EXPECT_EQ(last().body, large);
}

TEST_F(ClientTest, DescribesTheResponse) {
    server_.get("/described", [] {
        return ServerResponse::bytes("caf\xe9", "text/plain; charset=ISO-8859-1", 203)
            .reason("Not Quite")
            .add_header("X-Tag", "a")
            .add_header("X-Tag", "b")
            .header("Link", R"(</next>; rel="next", </a,b>; rel="prev first")");
    });
    const Client client(config());
    const Response response = client.get("/described").send();
    EXPECT_EQ(response.status(), 203);
    EXPECT_EQ(response.reason(), "Not Quite");
    EXPECT_EQ(response.header("x-tag"), "a");
    EXPECT_EQ(response.headers().combined("X-Tag"), "a, b");
    EXPECT_EQ(response.bytes(), "caf\xe9");
    EXPECT_EQ(response.text(), "caf\u00e9");
    EXPECT_EQ(response.charset(), "iso-8859-1");
    EXPECT_EQ(response.http_version(), HttpVersion::http_1_1);
    EXPECT_TRUE(response.is_success());
    EXPECT_EQ(response.url().str(), server_.url("/described"));
    EXPECT_EQ(response.request().method(), "GET");
    EXPECT_GT(response.elapsed().count(), 0);
    ASSERT_EQ(response.links().size(), 2u);
    EXPECT_THAT(response.links()[1].rels, ElementsAre("prev", "first"));
}

TEST_F(ClientTest, ThrowsTheErrorThatFitsTheStatus) {
    server_.get("/status/{code}", [](const ServerRequest& request) {
        return ServerResponse::text("why", std::stoi(request.path_param("code")))
            .header("Retry-After", "7");
    });
    const Client client(config());
    const auto get = [&](int code) { client.get("/status/{code}").path("code", code).send(); };
    EXPECT_THROW(get(401), AuthenticationError);
    EXPECT_THROW(get(403), ForbiddenError);
    EXPECT_THROW(get(404), NotFoundError);
    EXPECT_THROW(get(409), ClientResponseError);
    EXPECT_THROW(get(500), ServerError);
    EXPECT_THROW(get(503), ServerError);
    EXPECT_NO_THROW(get(304));
    try {
        get(429);
        FAIL() << "429 is an error";
    } catch (const RateLimitError& error) {
        EXPECT_EQ(error.retry_after(), 7s);
        EXPECT_EQ(error.status(), 429);
        EXPECT_EQ(error.response()->text(), "why");
        EXPECT_EQ(error.request()->method(), "GET");
        EXPECT_THAT(error.what(), HasSubstr("GET " + server_.url("/status/429") + ": 429"));
    }
}

TEST_F(ClientTest, ThrowsOnlyForTheStatusesThatItIsToldTo) {
    server_.get("/gone", [] { return ServerResponse::status(410); });
    const Client strict(config());
    EXPECT_EQ(strict.get("/gone").raise_for_status(false).send().status(), 410);
    EXPECT_EQ(strict.get("/gone").allow_status(410).send().status(), 410);
    EXPECT_THROW(strict.get("/gone").allow_status(404).send(), ClientResponseError);

    const Client lenient({.base_url = server_.url(), .raise_for_status = false});
    const Response response = lenient.get("/gone").send();
    EXPECT_TRUE(response.is_client_error());
    EXPECT_THROW(response.raise_for_status(), ClientResponseError);
    EXPECT_THROW(lenient.get("/gone").raise_for_status(true).send(), ClientResponseError);

    const Client choosy({.base_url = server_.url(), .allowed_statuses = {410}});
    EXPECT_EQ(choosy.get("/gone").send().status(), 410);
}

TEST_F(ClientTest, NamesTheTargetWhenARedirectIsRaised) {
    server_.get("/old", [] { return ServerResponse::redirect("/new", 301); });
    const Response response = Client(config()).get("/old").follow_redirects(false).send();
    EXPECT_TRUE(response.is_redirect());
    try {
        response.raise_for_status();
        FAIL() << "301 is no success";
    } catch (const HTTPError& error) {
        EXPECT_THAT(error.what(), HasSubstr("/new"));
    }
}

TEST_F(ClientTest, GivesErrorsAsValues) {
    server_.get("/gone", [] { return ServerResponse::status(404); });
    server_.get("/user", [] { return User{1, "Ann"}; });
    server_.get("/wrong", [] { return ServerResponse::json_text(R"({"id": "x"})"); });
    const Client client(config());

    const Result<User> user = client.get("/user").try_as<User>();
    ASSERT_TRUE(user);
    EXPECT_EQ(user->name, "Ann");

    const Result<Response> gone = client.get("/gone").try_send();
    ASSERT_FALSE(gone);
    EXPECT_NE(gone.error_as<NotFoundError>(), nullptr);
    EXPECT_EQ(gone.error_as<ServerError>(), nullptr);
    EXPECT_THROW(static_cast<void>(gone.value()), NotFoundError);

    const Result<User> wrong = client.get("/wrong").try_as<User>();
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error_as<ValidationError>(), nullptr);
    EXPECT_FALSE(client.get("http://[").try_send());
}

TEST_F(ClientTest, TellsWhichResponseCouldNotBeDecoded) {
    server_.get("/text", [] { return ServerResponse::text("{\"id\": 1,\n oops}"); });
    server_.get("/wrong", [] { return ServerResponse::json_text(R"({"id": "x"})"); });
    const Client client(config());
    try {
        static_cast<void>(client.get("/text").as<User>());
        FAIL() << "that is no JSON";
    } catch (const JsonError& error) {
        EXPECT_EQ(error.line(), 2u);
        EXPECT_EQ(error.response()->status(), 200);
        EXPECT_THAT(error.what(), HasSubstr("GET " + server_.url("/text")));
    }
    try {
        static_cast<void>(client.get("/wrong").as<User>());
        FAIL() << "that is no user";
    } catch (const ValidationError& error) {
        EXPECT_EQ(error.errors().size(), 2u);
        EXPECT_EQ(error.request()->url().path(), "/wrong");
    }
}

TEST_F(ClientTest, IsStrictWhenToldTo) {
    server_.get("/user", [] { return ServerResponse::json_text(R"({"id": "1", "name": "Ann"})"); });
    const Client lax(config());
    EXPECT_EQ(lax.get("/user").as<User>().id, 1);
    EXPECT_THROW(static_cast<void>(lax.get("/user").validation(Validation::strict).as<User>()),
                 ValidationError);
    const Client strict({.base_url = server_.url(), .validation = Validation::strict});
    EXPECT_THROW(static_cast<void>(strict.get("/user").as<User>()), ValidationError);
}

TEST_F(ClientTest, ReadsEveryFraming) {
    server_.get("/chunks", [] { return ServerResponse::chunked({"one, ", "two, ", "three"}); });
    server_.get("/close", [] { return ServerResponse::until_close("to the end"); });
    server_.get("/none", [] { return ServerResponse::status(204); });
    server_.get("/interim", [] { return ServerResponse::text("at last").interim(103); });
    const Client client(config());
    EXPECT_EQ(client.get("/chunks").send().bytes(), "one, two, three");
    EXPECT_EQ(client.get("/close").send().bytes(), "to the end");
    EXPECT_EQ(client.get("/none").send().bytes(), "");
    EXPECT_EQ(client.get("/interim").send().bytes(), "at last");
    EXPECT_EQ(client.head("/chunks").send().bytes(), "");
    EXPECT_EQ(server_.connection_count(), 2u) << "only the close-delimited one costs a connection";
}

TEST_F(ClientTest, ReadsALargeBody) {
    const std::string large(5'000'000, 'x');
    server_.get("/large", [&] { return ServerResponse::text(large); });
    EXPECT_EQ(Client(config()).get("/large").send().bytes(), large);
}

TEST_F(ClientTest, RefusesABodyThatIsTooLarge) {
    server_.get("/large", [] { return ServerResponse::text(std::string(1001, 'x')); });
    const Client client({.base_url = server_.url(), .max_response_body = 1000});
    EXPECT_THROW(client.get("/large").send(), ResponseTooLargeError);
    EXPECT_EQ(client.get("/large").max_response_body(1001).send().bytes().size(), 1001u);
}

TEST_F(ClientTest, ReadsAResponseThatTrickles) {
    server_.script("/slow", Script().read_request().trickle(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "5\r\nhello\r\n0\r\n\r\n"));
    EXPECT_EQ(Client(config()).get("/slow").send().bytes(), "hello");
}

TEST_F(ClientTest, GivesTheAnswerOfAServerThatDidNotWantTheWholeBody) {
    server_.script("/upload", Script()
                                  .read_head()
                                  .send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n"
                                        "Connection: close\r\n\r\nno!")
                                  .half_close()
                                  .hang());
    const Client client(config());
    const Response response =
        client.put("/upload").body(std::string(100'000, 'x')).raise_for_status(false).send();
    EXPECT_EQ(response.status(), 413);
    EXPECT_EQ(response.bytes(), "no!");
}

TEST_F(ClientTest, TalksOverIPv6) {
    TestServer server({.address = "::1"});
    server.get("/a", [] { return ServerResponse::text("six"); });
    EXPECT_EQ(Client({.base_url = server.url()}).get("/a").send().bytes(), "six");
    EXPECT_THAT(std::string(server.last_request().header("Host").value_or("")),
                HasSubstr("[::1]:"));
}

TEST_F(ClientTest, FindsTheAddressThatAnswersAmongThoseOfAName) {
    // localhost is ::1 and 127.0.0.1 on most machines; the server listens on one of them.
    const Client client({.base_url = "http://localhost:" + std::to_string(server_.port())});
    EXPECT_EQ(client.get("/a").send().bytes(), "GET /a");
}

TEST_F(ClientTest, CanBeMovedAndBuildersCloned) {
    Client first(config());
    const Client second(std::move(first));
    const RequestBuilder base = second.get("/a").param("x", 1);
    EXPECT_EQ(base.clone().param("y", 2).send().bytes(), "GET /a?x=1&y=2");
    EXPECT_EQ(base.clone().send().bytes(), "GET /a?x=1");
    EXPECT_TRUE(first.is_closed());  // NOLINT(bugprone-use-after-move)
}

TEST_F(ClientTest, RefusesToSendOnceItIsClosed) {
    Client client(config());
    client.get("/a").send();
    client.close();
    client.close();
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(server_.wait_for_open_connections(0));
    EXPECT_THROW(client.get("/a").send(), ClosedError);
    EXPECT_EQ(server_.request_count(), 1u);
}

TEST_F(ClientTest, OutlivesItselfInABuilderAsAClosedClient) {
    std::optional<Client> client(config());
    RequestBuilder builder = client->get("/a");
    client.reset();
    EXPECT_THROW(std::move(builder).send(), ClosedError);
}

TEST_F(ClientTest, ServesManyThreadsWithFewConnections) {
    const Client client({.base_url = server_.url(), .limits = {.max_connections = 4}});
    std::vector<std::jthread> threads;
    for (int t = 0; t < 16; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                const auto builder = client.get("/{thread}/{i}").path("thread", t).path("i", i);
                const Response response = builder.clone().send();
                EXPECT_EQ(response.bytes().substr(4), response.url().path());
            }
        });
    }
    threads.clear();
    EXPECT_EQ(server_.request_count(), 800u);
    EXPECT_LE(server_.connection_count(), 4u);
}

TEST_F(ClientTest, KeepsWhatCameOfABodyThatIsCutOff) {
    server_.script("/cut", Script()
                               .read_request()
                               .send("HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 10\r\n\r\n12345")
                               .close());
    const Client client(config());
    try {
        (void)client.get("/cut").send();
        FAIL() << "no error";
    } catch (const TruncatedResponseError& error) {
        ASSERT_NE(error.response(), nullptr);
        EXPECT_EQ(error.response()->bytes(), "12345");
        EXPECT_EQ(error.response()->header("X"), "y");
    }
}

TEST_F(ClientTest, SendsJsonAsAFunctionWritesIt) {
    const Client client(config());
    const auto write = [](const User& user) { return "<" + user.name + ">"; };
    (void)client.post("/a").json(User{1, "x"}, write).send();
    EXPECT_EQ(last().body, "<x>");
    EXPECT_EQ(last().header("Content-Type"), "application/json");
    EXPECT_THROW(client.post("/a").json(User{1, "\xFF"}, write).send(), ConfigurationError);
    EXPECT_THROW(client.post("/a").json(User{1, "\xFF"}).send(), ConfigurationError);
    EXPECT_THROW(client.post("/a").json(Json({{"x", std::nan("")}})).send(), ConfigurationError);
}

}  // namespace
}  // namespace curlew
