#include "support/mocked.hpp"

#include <curlew/testing/test_server.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::AllOf;
using testing::as_it_is;
using ::testing::HasSubstr;
using testing::ServerRequest;
using testing::ServerResponse;
using ::testing::SizeIs;

class RedirectTest : public testing::Mocked {
protected:
    /// The message of the error that refuses a redirect.
    std::string refusal(std::string_view method, std::string_view url,
                        const ClientConfig& config = {}) {
        auto client = this->client(config);
        try {
            (void)client.send(method, url, as_it_is);
        } catch (const RedirectError& error) {
            EXPECT_NE(error.response(), nullptr);
            EXPECT_NE(error.request(), nullptr);
            return error.what();
        }
        ADD_FAILURE() << "followed";
        return {};
    }
};

INSTANTIATE_TEST_SUITE_P(With, RedirectTest, ::testing::Bool(), testing::each_client_name);

TEST_P(RedirectTest, IsFollowedWithItsHistory) {
    mock_.get("/a").reply(ServerResponse::redirect("/b", 301));
    mock_.get("/b").reply(ServerResponse::redirect("https://other.example.com/c?x=1", 302));
    mock_.get("https://other.example.com/c").reply(ServerResponse::text("there"));
    auto client = this->client();
    const Response response = client.send("GET", "/a", as_it_is);
    EXPECT_EQ(response.text(), "there");
    EXPECT_EQ(response.url().str(), "https://other.example.com/c?x=1");
    ASSERT_THAT(response.history(), SizeIs(2));
    EXPECT_EQ(response.history()[0].status(), 301);
    EXPECT_EQ(response.history()[0].url().str(), "https://api.example.com/a");
    EXPECT_EQ(response.history()[1].url().str(), "https://api.example.com/b");
    EXPECT_EQ(response.history()[1].header("Location"), "https://other.example.com/c?x=1");
}

TEST_P(RedirectTest, IsTheResultWhereItIsNotToBeFollowed) {
    mock_.any("/a").reply(ServerResponse::redirect("/b"));
    auto never = this->client({.follow_redirects = false});
    EXPECT_EQ(never.send("GET", "/a", as_it_is).status(), 302);
    auto client = this->client();
    EXPECT_EQ(client.send("GET", "/a", [](auto r) { return std::move(r).follow_redirects(false); })
                  .status(),
              302);
    auto only_get = this->client({.redirects = {.methods = {"GET"}}});
    EXPECT_EQ(only_get.send("POST", "/a", as_it_is).status(), 302);
}

TEST_P(RedirectTest, WithoutALocationIsTheResult) {
    mock_.get("/a").reply(302);
    mock_.get("/b").reply(ServerResponse::status(300).header("Location", "/c"));
    auto client = this->client();
    EXPECT_EQ(client.send("GET", "/a", as_it_is).status(), 302);
    EXPECT_EQ(client.send("GET", "/b", as_it_is).status(), 300);
}

TEST_P(RedirectTest, ChangesTheMethodAsTheStatusSays) {
    struct Row {
        const char* method;
        int status;
        const char* becomes;
    };
    constexpr Row rows[] = {
        {"GET", 301, "GET"}, {"HEAD", 301, "HEAD"},     {"POST", 301, "GET"},
        {"PUT", 301, "PUT"}, {"DELETE", 301, "DELETE"}, {"PATCH", 301, "PATCH"},
        {"GET", 302, "GET"}, {"HEAD", 302, "HEAD"},     {"POST", 302, "GET"},
        {"PUT", 302, "PUT"}, {"DELETE", 302, "DELETE"}, {"PATCH", 302, "PATCH"},
        {"GET", 303, "GET"}, {"HEAD", 303, "HEAD"},     {"POST", 303, "GET"},
        {"PUT", 303, "GET"}, {"DELETE", 303, "GET"},    {"PATCH", 303, "GET"},
        {"GET", 307, "GET"}, {"HEAD", 307, "HEAD"},     {"POST", 307, "POST"},
        {"PUT", 307, "PUT"}, {"DELETE", 307, "DELETE"}, {"PATCH", 307, "PATCH"},
        {"GET", 308, "GET"}, {"HEAD", 308, "HEAD"},     {"POST", 308, "POST"},
        {"PUT", 308, "PUT"}, {"DELETE", 308, "DELETE"}, {"PATCH", 308, "PATCH"},
    };
    mock_.any("/from/{status}").reply([](const ServerRequest& request) {
        return ServerResponse::redirect("/to", std::stoi(request.path_param("status")));
    });
    auto to = mock_.any("/to").reply(204);
    auto client = this->client();
    for (const auto& [method, status, becomes] : rows) {
        (void)client.send(method, "/from/" + std::to_string(status), [](auto request) {
            return std::move(request).body("data", "text/plain").header("Content-Language", "en");
        });
        const ServerRequest call = to.last_call();
        EXPECT_EQ(call.method, becomes) << method << " " << status;
        const bool keeps = std::string_view(method) == becomes;
        EXPECT_EQ(call.body, keeps ? "data" : "") << method << " " << status;
        EXPECT_EQ(call.headers.contains("Content-Type"), keeps);
        EXPECT_EQ(call.headers.contains("Content-Language"), keeps);
        EXPECT_EQ(call.header("Accept"), "*/*");
    }
    auto strict = this->client({.redirects = {.post_becomes_get = false}});
    (void)strict.send("POST", "/from/302", as_it_is);
    EXPECT_EQ(to.last_call().method, "POST");
}

TEST_P(RedirectTest, HasALimit) {
    mock_.get("/{n}").reply([](const ServerRequest& request) {
        return ServerResponse::redirect(std::to_string(std::stoi(request.path_param("n")) + 1));
    });
    auto client = this->client();
    try {
        (void)client.send("GET", "/0", as_it_is);
        FAIL() << "no error";
    } catch (const TooManyRedirectsError& error) {
        EXPECT_THAT(error.history(), SizeIs(21));
        EXPECT_EQ(error.history()[3].url().path(), "/3");
        EXPECT_THAT(error.what(), AllOf(HasSubstr("20"), HasSubstr("max_redirects")));
    }
    EXPECT_EQ(mock_.call_count(), 21u);
    EXPECT_THROW(client.send("GET", "/100", [](auto r) { return std::move(r).max_redirects(0); }),
                 TooManyRedirectsError);
}

TEST_P(RedirectTest, IsNotFollowedInACircle) {
    mock_.get("/a").reply(ServerResponse::redirect("/b"));
    mock_.get("/b").reply(ServerResponse::redirect("/a"));
    EXPECT_THAT(refusal("GET", "/a"), HasSubstr("in a circle"));
    EXPECT_EQ(mock_.call_count(), 2u);
}

TEST_P(RedirectTest, MayComeBackWithACookie) {
    mock_.get("/a").reply(ServerResponse::redirect("/login")).reply(200);
    mock_.get("/login").reply(ServerResponse::redirect("/a").header("Set-Cookie", "id=1"));
    auto client = this->client();
    EXPECT_EQ(client.send("GET", "/a", as_it_is).status(), 200);
}

TEST_P(RedirectTest, ToPlainHttpIsRefusedUnlessItIsAllowed) {
    mock_.get("https://api.example.com/a").reply(ServerResponse::redirect("http://example.com/b"));
    mock_.get("http://example.com/b").reply(200);
    EXPECT_THAT(refusal("GET", "/a"), AllOf(HasSubstr("http://example.com/b"),
                                            HasSubstr("RedirectConfig::https_to_http")));
    auto client = this->client({.redirects = {.https_to_http = true}});
    EXPECT_EQ(client.send("GET", "/a", as_it_is).status(), 200);
}

TEST_P(RedirectTest, ToAnotherOriginIsRefusedOnDemand) {
    mock_.get("/a").reply(ServerResponse::redirect("https://api.example.com:8443/"));
    mock_.get("/b").reply(ServerResponse::redirect("/c"));
    mock_.get("/c").reply(200);
    const ClientConfig strict{.redirects = {.cross_origin = false}};
    EXPECT_THAT(refusal("GET", "/a", strict), HasSubstr("another origin"));
    auto client = this->client(strict);
    EXPECT_EQ(client.send("GET", "/b", as_it_is).status(), 200);
}

TEST_P(RedirectTest, ToWhatIsNoUrlIsAClearError) {
    for (const char* location : {"ftp://example.com/", "https://", "http://[::1", "mailto:a@b.c",
                                 "https://user:secret@example.com/", "http://h:99999/"}) {
        mock_.get("/" + std::to_string(mock_.call_count()))
            .reply(ServerResponse::redirect(location));
        const std::string message = refusal("GET", "/" + std::to_string(mock_.call_count()));
        EXPECT_THAT(message, HasSubstr("not followed")) << location;
        EXPECT_THAT(message, ::testing::Not(HasSubstr("secret")));
    }
}

TEST_P(RedirectTest, KeepsCredentialsWithinTheOrigin) {
    mock_.get("/a").reply(ServerResponse::redirect("/b?api_key=secret"));
    auto to = mock_.get("/b").reply(200);
    auto client = this->client();
    (void)client.send("GET", "/a", [](auto request) {
        return std::move(request).param("api_key", "secret").header("Authorization", "Bearer x");
    });
    EXPECT_EQ(to.last_call().header("Authorization"), "Bearer x");
    EXPECT_EQ(to.last_call().query("api_key"), "secret");
}

TEST_P(RedirectTest, DropsCredentialsOnTheWayToAnotherOrigin) {
    mock_.get("https://api.example.com/a")
        .reply(ServerResponse::redirect(
            "https://other.example.com/b?page=2&api_key=secret&token=theirs#part"));
    mock_.get("https://other.example.com/b")
        .reply(ServerResponse::redirect("https://api.example.com/c"));
    auto back = mock_.get("https://api.example.com/c").reply(200);
    auto client = this->client();
    (void)client.send("GET", "/a", [](auto request) {
        Headers repeated;
        repeated.add("Authorization", "Bearer x");
        repeated.add("authorization", "Bearer y");
        return std::move(request)
            .param("api_key", "secret")
            .headers(repeated)
            .header("Cookie", "id=1")
            .header("X-API-Key", "z")
            .header("Host", "internal")
            .header("X-Trace", "stays");
    });
    for (const std::size_t i : {1U, 2U}) {
        const ServerRequest call = mock_.calls().at(i);
        for (const char* name : {"Authorization", "Cookie", "X-API-Key"})
            EXPECT_FALSE(call.headers.contains(name)) << name << ", hop " << i;
        EXPECT_NE(call.header("Host"), "internal");
        EXPECT_EQ(call.header("X-Trace"), "stays");
    }
    const ServerRequest there = mock_.calls().at(1);
    EXPECT_EQ(there.target, "https://other.example.com/b?page=2&token=theirs#part");
    back.assert_called_once();
}

TEST_P(RedirectTest, DropsTheCredentialsThatAreConfigured) {
    mock_.get("https://api.example.com/").reply(ServerResponse::redirect("https://b.example.com/"));
    auto to = mock_.get("https://b.example.com/").reply(200);
    auto client = this->client({.redirects = {.credentials = {"X-Secret"}}});
    (void)client.send("GET", "/", [](auto request) {
        return std::move(request).header("x-secret", "1").header("X-API-Key", "2");
    });
    EXPECT_FALSE(to.last_call().headers.contains("X-Secret"));
    EXPECT_EQ(to.last_call().header("X-API-Key"), "2");
}

TEST_P(RedirectTest, KeepsCredentialsWhenTheSameHostIsNowEncrypted) {
    mock_.get("http://api.example.com/a")
        .reply(ServerResponse::redirect("https://api.example.com/b"));
    auto to = mock_.get("https://api.example.com/b").reply(200);
    auto client = this->client();
    (void)client.send("GET", "http://api.example.com/a", [](auto request) {
        return std::move(request).header("Authorization", "Bearer x");
    });
    EXPECT_EQ(to.last_call().header("Authorization"), "Bearer x");
}

TEST_P(RedirectTest, InheritsTheFragment) {
    mock_.get("/a").reply(ServerResponse::redirect("/b"));
    mock_.get("/b").reply(ServerResponse::redirect("/c#own"));
    mock_.get("/c").reply(200);
    auto client = this->client();
    const Response response = client.send("GET", "/a#first", as_it_is);
    EXPECT_EQ(response.history()[1].url().fragment(), "first");
    EXPECT_EQ(response.url().fragment(), "own");
}

TEST_P(RedirectTest, SendsBodiesAgainThatCanBe) {
    mock_.post("/a").reply(ServerResponse::redirect("/b", 307));
    auto to = mock_.post("/b").reply(204);
    auto client = this->client();
    (void)client.send("POST", "/a", [](auto request) {
        return std::move(request).body(Body::bytes("again"), "a/b");
    });
    EXPECT_EQ(to.last_call().body, "again");
    try {
        (void)client.send("POST", "/a", [](auto request) {
            auto once = [done = false]() mutable {
                return std::exchange(done, true) ? std::nullopt
                                                 : std::optional<std::string>("once");
            };
            return std::move(request).body(Body::generator(once), "a/b");
        });
        FAIL() << "no error";
    } catch (const RedirectError& error) {
        EXPECT_THAT(error.what(), HasSubstr("generator and cannot be sent again"));
        EXPECT_EQ(error.response()->status(), 307);
    }
}

TEST_P(RedirectTest, CountsAsOneAttempt) {
    mock_.get("/a").reply(ServerResponse::redirect("/b"));
    mock_.get("/b").reply(503).reply(200);
    auto client = this->client();
    const Response response = client.send("GET", "/a", as_it_is);
    EXPECT_EQ(response.attempt_count(), 2);
    EXPECT_THAT(response.history(), SizeIs(1)) << "of the last attempt";
}

TEST(RedirectOverTheNetwork, UsesOneConnectionAlsoForAStream) {
    testing::TestServer server;
    server.get("/a",
               [] { return ServerResponse::text("elsewhere", 302).header("Location", "/b"); });
    server.get("/b", [] { return ServerResponse::text("here"); });
    const Client client({.base_url = server.url()});
    const Response whole = client.get("/a").send();
    EXPECT_EQ(whole.text(), "here");
    EXPECT_EQ(whole.history().at(0).text(), "elsewhere");
    StreamedResponse stream = client.get("/a").stream();
    EXPECT_EQ(stream.url().path(), "/b");
    EXPECT_EQ(stream.history().size(), 1u);
    EXPECT_EQ(stream.read().history().size(), 1u);
    EXPECT_EQ(server.connection_count(), 1u);
}

}  // namespace
}  // namespace curlew
