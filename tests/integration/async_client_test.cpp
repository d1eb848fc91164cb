#include "support/async_run.hpp"

#include <curlew/async_client.hpp>
#include <curlew/json.hpp>
#include <curlew/testing/test_server.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using ::testing::HasSubstr;
using testing::Latch;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

struct User {
    int id = 0;
    std::string name;
};
struct NewUser {
    std::string name;
};

class AsyncClientTest : public ::testing::Test {
protected:
    AsyncClientTest() {
        server_.fallback([](const ServerRequest& request) {
            return ServerResponse::text(request.method + " " + request.target);
        });
        server_.get("/users/{id}", [](const ServerRequest& request) {
            return User{std::stoi(request.path_param("id")), "Ann"};
        });
        server_.post("/users", [](const NewUser& user) { return User{7, user.name}; });
        server_.get("/gone", [] { return ServerResponse::status(404); });
        server_.get("/wrong", [] { return ServerResponse::json_text(R"({"id": "x"})"); });
    }

    /// Runs a coroutine of the test's with a client of the server.
    template <class Work>
    void run(Work work) {
        const AsyncClient client(loop_.get_executor(), {.base_url = server_.url()});
        testing::run_on(loop_, work(client));
        EXPECT_EQ(client.pool_stats().in_use, 0u);
    }

    [[nodiscard]] ServerRequest last() const { return server_.last_request(); }

    asio::io_context loop_{1};
    TestServer server_;
};

/// The error of that class that the task has to end in.
template <class Error, class T>
Task<std::optional<Error>> error_of(Task<T> task) {
    try {
        co_await std::move(task);
    } catch (const Error& error) {
        co_return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    co_return std::nullopt;
}

TEST_F(AsyncClientTest, SendsEveryMethod) {
    run([](const AsyncClient& client) -> Task<void> {
        for (const std::string method :
             {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "REPORT"}) {
            const Response response = co_await client.request(method, "/a").send();
            EXPECT_EQ(response.bytes(), method + " /a");
        }
        const Response head = co_await client.head("/a").send();
        EXPECT_EQ(head.bytes(), "");
    });
    EXPECT_EQ(last().method, "HEAD");
}

TEST_F(AsyncClientTest, DecodesAResponseToAModelAndSendsOne) {
    run([this](const AsyncClient& client) -> Task<void> {
        const User found = co_await client.get("/users/{id}").path("id", 3).as<User>();
        EXPECT_EQ(found.id, 3);
        EXPECT_EQ(last().header("Accept"), "application/json");
        const NewUser jane{"Jane"};
        const User created = co_await client.post("/users").json(jane).as<User>();
        EXPECT_EQ(created.name, "Jane");
        EXPECT_EQ(last().body, R"({"name":"Jane"})");
    });
}

TEST_F(AsyncClientTest, BuildsRequestsAsTheSynchronousOneDoes) {
    const Params params{{"key", "k"}};
    const Headers headers{{"X-One", "client"}};
    const AsyncClient client(
        loop_.get_executor(),
        {.base_url = server_.url("/v1"), .headers = headers, .params = params});
    testing::run_on(loop_, client.get("/a?x=1").param("q", "a b").header("X-Two", "2").send());
    EXPECT_EQ(last().target, "/v1/a?x=1&key=k&q=a%20b");
    EXPECT_EQ(last().header("X-One"), "client");
    EXPECT_EQ(last().header("X-Two"), "2");
    testing::run_on(loop_, client.post(server_.url("/b")).form({{"n", "J D"}}).send());
    EXPECT_EQ(last().path, "/b");
    EXPECT_EQ(last().body, "n=J+D");
    testing::run_on(loop_, client.send(client.put("/c").body("raw", "text/plain").build()));
    EXPECT_EQ(last().path, "/v1/c");
    EXPECT_EQ(last().header("Content-Type"), "text/plain");
}

TEST_F(AsyncClientTest, ThrowsTheErrorThatFitsTheStatus) {
    run([](const AsyncClient& client) -> Task<void> {
        const auto error = co_await error_of<NotFoundError>(client.get("/gone").send());
        EXPECT_THAT(error->what(), HasSubstr("/gone: 404"));
        const Response gone = co_await client.get("/gone").allow_status(404).send();
        EXPECT_EQ(gone.status(), 404);
        const Response raw = co_await client.get("/gone").raise_for_status(false).send();
        EXPECT_EQ(raw.status(), 404);
        const auto wrong = co_await error_of<ValidationError>(client.get("/wrong").as<User>());
        EXPECT_EQ(wrong->request()->url().path(), "/wrong");
        EXPECT_EQ(wrong->response()->status(), 200);
    });
}

TEST_F(AsyncClientTest, GivesErrorsAsValues) {
    run([](const AsyncClient& client) -> Task<void> {
        const Result<User> user = co_await client.get("/users/5").try_as<User>();
        EXPECT_EQ(user.value_or(User{}).id, 5);
        const Result<Response> gone = co_await client.get("/gone").try_send();
        EXPECT_NE(gone.error_as<NotFoundError>(), nullptr);
        const Result<User> wrong = co_await client.get("/wrong").try_as<User>();
        EXPECT_NE(wrong.error_as<ValidationError>(), nullptr);
        const Result<Response> unusable = co_await client.get("http://[").try_send();
        EXPECT_NE(unusable.error_as<ConfigurationError>(), nullptr);
    });
}

TEST_F(AsyncClientTest, ThrowsForUnusableRequestsWhenTheyAreAwaitedAndNotBefore) {
    run([](const AsyncClient& client) -> Task<void> {
        Task<Response> url = client.get("http://[").send();
        Task<Response> header = client.get("/").header("X", "a\r\nb").send();
        Task<User> path = client.get("/{id}").as<User>();
        const auto first = co_await error_of<ConfigurationError>(std::move(url));
        EXPECT_EQ(first->phase(), Phase::prepare);
        co_await error_of<ConfigurationError>(std::move(header));
        co_await error_of<ConfigurationError>(std::move(path));
    });
    EXPECT_EQ(server_.request_count(), 0u);
}

TEST_F(AsyncClientTest, SendsNothingThatIsNotAwaited) {
    run([](const AsyncClient& client) -> Task<void> {
        {
            const Task<Response> dropped = client.get("/").send();
        }
        co_await testing::turns(3);
    });
    EXPECT_EQ(server_.connection_count(), 0u);
}

TEST_F(AsyncClientTest, KeepsItsConnectionForTheNextRequest) {
    run([](const AsyncClient& client) -> Task<void> {
        for (int i = 0; i < 5; ++i) {
            const Response response = co_await client.get("/a").send();
            EXPECT_EQ(response.bytes(), "GET /a");
        }
        EXPECT_EQ(client.pool_stats().idle, 1u);
        EXPECT_EQ(client.pool_stats().opened, 1u);
    });
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_F(AsyncClientTest, HasSeveralRequestsUnderWayInOneCoroutine) {
    const Latch both;
    std::size_t there = 0;
    server_.get("/together/{n}", [&](const ServerRequest& request) {
        if (++there == 2) both.release();
        return ServerResponse::text(request.path_param("n")).when(both);
    });
    run([](const AsyncClient& client) -> Task<void> {
        const auto [one, two] =
            co_await (client.get("/together/1").send() && client.get("/together/2").send());
        EXPECT_EQ(one.bytes(), "1");
        EXPECT_EQ(two.bytes(), "2");
    });
}

TEST_F(AsyncClientTest, ServesManyCoroutinesWithFewConnections) {
    const AsyncClient client(loop_.get_executor(),
                             {.base_url = server_.url(), .limits = {.max_connections = 4}});
    int right = 0;
    const auto ask = [&](int id) -> Task<void> {
        const User user = co_await client.get("/users/{id}").path("id", id).as<User>();
        if (user.id == id) ++right;
    };
    for (int i = 0; i < 1000; ++i)
        asio::co_spawn(loop_, ask(i), asio::detached);
    testing::run_dry(loop_);
    EXPECT_EQ(right, 1000);
    EXPECT_EQ(server_.connection_count(), 4u);
}

TEST_F(AsyncClientTest, ReadsEveryFraming) {
    const std::string large(5'000'000, 'x');
    server_.get("/large", [&] { return ServerResponse::text(large); });
    server_.get("/chunks",
                [] { return ServerResponse::chunked({"one, ", "two"}).trailer("A", "b"); });
    server_.get("/close", [] { return ServerResponse::until_close("to the end"); });
    server_.get("/interim", [] { return ServerResponse::text("at last").interim(103); });
    server_.script("/slow", Script().read_request().trickle(
                                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow"));
    run([&large](const AsyncClient& client) -> Task<void> {
        const Response body = co_await client.get("/large").send();
        EXPECT_EQ(body.bytes(), large);
        const std::pair<std::string, std::string> answers[] = {{"/chunks", "one, two"},
                                                               {"/close", "to the end"},
                                                               {"/interim", "at last"},
                                                               {"/slow", "slow"}};
        for (const auto& [path, bytes] : answers) {
            const Response response = co_await client.get(path).send();
            EXPECT_EQ(response.bytes(), bytes);
        }
        const Response sent = co_await client.put("/large").body(large).send();
        EXPECT_EQ(sent.bytes(), "PUT /large");
    });
    EXPECT_EQ(last().body, large);
}

TEST_F(AsyncClientTest, SaysWhatIsWrongWithTheConnection) {
    server_.script("/cut", Script().read_request().send("HTTP/1.1 200 OK\r\nContent-Le").close());
    run([](const AsyncClient& client) -> Task<void> {
        co_await error_of<TruncatedResponseError>(client.get("/cut").send());
        const auto dns =
            co_await error_of<DnsError>(client.get("http://no-such-host.invalid/").send());
        EXPECT_EQ(dns->phase(), Phase::resolve);
        std::string url;
        {
            const TestServer gone;
            url = gone.url();
        }
        const auto refused = co_await error_of<ConnectionError>(client.get(url).send());
        EXPECT_EQ(refused->phase(), Phase::connect);
        EXPECT_THAT(refused->what(), HasSubstr("refused"));
    });
}

TEST_F(AsyncClientTest, FindsTheAddressThatAnswersAmongThoseOfAName) {
    const std::string url = "http://localhost:" + std::to_string(server_.port()) + "/a";
    run([&url](const AsyncClient& client) -> Task<void> {
        const Response response = co_await client.get(url).send();
        EXPECT_EQ(response.bytes(), "GET /a");
    });
}

TEST_F(AsyncClientTest, CanBeMovedAndBuildersCloned) {
    AsyncClient first(loop_.get_executor(), {.base_url = server_.url()});
    const AsyncClient second(std::move(first));
    EXPECT_TRUE(first.is_closed());  // NOLINT(bugprone-use-after-move)
    const AsyncRequestBuilder base = second.get("/a").param("x", 1);
    EXPECT_EQ(testing::run_on(loop_, base.clone().param("y", 2).send()).bytes(), "GET /a?x=1&y=2");
    EXPECT_EQ(testing::run_on(loop_, base.clone().send()).bytes(), "GET /a?x=1");
    EXPECT_EQ(server_.connection_count(), 1u);
    static_assert(!std::is_copy_constructible_v<AsyncClient>);
}

TEST_F(AsyncClientTest, TakesOverFromAnotherWhenItIsAssigned) {
    AsyncClient client(loop_.get_executor(), {.base_url = server_.url()});
    testing::run_on(loop_, client.get("/a").send());
    client = AsyncClient(loop_.get_executor(), {.base_url = server_.url("/v2")});
    EXPECT_TRUE(server_.wait_for_open_connections(0, testing::patience));
    EXPECT_EQ(testing::run_on(loop_, client.get("/a").send()).bytes(), "GET /v2/a");
}

TEST_F(AsyncClientTest, RefusesConfigurationsThatCannotBeUsed) {
    const auto make = [&](const ClientConfig& config) {
        const AsyncClient client(loop_.get_executor(), config);
    };
    EXPECT_THROW(make({.base_url = "http://["}), ConfigurationError);
    EXPECT_THROW(make({.timeout = {.read = std::chrono::seconds(-1)}}), ConfigurationError);
    EXPECT_THROW(make({.verify_ssl = VerifySsl::ca_file("/no/such/file.pem")}), ConfigurationError);
}

}  // namespace
}  // namespace curlew
