#include "raw_client.hpp"

#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <string>

#include <boost/asio/error.hpp>
#include <gtest/gtest.h>

namespace curlew::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(Scripts, SendTheirBytesAsTheyAreAndServingGoesOn) {
    TestServer server;
    server.get("/plain", [] { return ServerResponse::text("plain"); });
    server.script("/odd", Script().read_request().send("not HTTP at all"));
    RawClient client(server);
    client.send(get_request("/odd"));
    EXPECT_EQ(client.read_exactly(15), "not HTTP at all");
    EXPECT_EQ(client.exchange(get_request("/plain")).body(), "plain");
    EXPECT_EQ(server.request_count(), 2U);
}

TEST(Scripts, RequestThatTheScriptDidNotReadIsReadAfterIt) {
    TestServer server;
    server.script("POST", "/early", Script().send(ok));
    RawClient client(server);
    EXPECT_EQ(client.exchange(request_with_body("POST", "/early", "unread")).body(), "ok");
    EXPECT_EQ(client.exchange(get_request("/early")).result_int(), 405U);
    EXPECT_EQ(server.request_count(), 2U);
}

TEST(Scripts, ReadAsMuchAsTheySay) {
    TestServer server;
    const Latch body_was_read;
    server.script("/steps", Script()
                                .read_head()
                                .send("HTTP/1.1 100 Continue\r\n\r\n")
                                .read_body()
                                .release(body_was_read)
                                .send(ok)
                                .read_request()
                                .send(ok));
    RawClient client(server);
    client.send("POST /steps HTTP/1.1\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client.read_exactly(25), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_FALSE(body_was_read.released());
    client.send("body");
    EXPECT_EQ(client.read_response().body(), "ok");
    EXPECT_TRUE(body_was_read.wait_for(10s));
    EXPECT_EQ(client.exchange(request_with_body("PUT", "/second", "two")).body(), "ok");
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(requests[0].path, "/steps");
    EXPECT_EQ(requests[1].body, "two");
}

TEST(Scripts, CloseWithFinInMidBody) {
    TestServer server;
    server.script(
        "/cut",
        Script().read_head().send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345").close());
    RawClient client(server);
    client.send(request_with_body("POST", "/cut", "never read by the script"));
    const Rest rest = client.read_rest();
    EXPECT_EQ(rest.bytes, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    EXPECT_EQ(rest.error, boost::asio::error::eof);
    EXPECT_TRUE(server.wait_for_open_connections(0));
    EXPECT_EQ(server.request_count(), 1U);
}

TEST(Scripts, ResetWithRst) {
    TestServer server;
    server.script("/reset", Script().read_request().reset());
    RawClient client(server);
    client.send(get_request("/reset"));
    EXPECT_EQ(client.read_rest().error, boost::asio::error::connection_reset);
    EXPECT_EQ(server.request_count(), 1U);
}

TEST(Scripts, HangUntilTheClientCloses) {
    TestServer server;
    server.script("/hang", Script().read_request().hang());
    RawClient client(server);
    client.send(get_request("/hang"));
    EXPECT_TRUE(server.wait_for_requests(1));
    client.send("and more that is ignored");
    client.close();
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST(Scripts, TrickleByteByByte) {
    TestServer server;
    server.script("/slow", Script().read_request().trickle(ok).trickle(ok, 1us));
    RawClient client(server);
    EXPECT_EQ(client.exchange(get_request("/slow")).body(), "ok");
    EXPECT_EQ(client.read_response().body(), "ok");
}

TEST(Scripts, WaitForTheTest) {
    TestServer server;
    const Latch go_on;
    server.script("/wait", Script()
                               .read_request()
                               .send("HTTP/1.1 200 OK\r\n")
                               .wait(go_on)
                               .send("Content-Length: 2\r\n\r\nok"));
    RawClient client(server);
    client.send(get_request("/wait"));
    EXPECT_EQ(client.read_exactly(17), "HTTP/1.1 200 OK\r\n");
    go_on.release();
    EXPECT_EQ(client.read_exactly(23), "Content-Length: 2\r\n\r\nok");
}

TEST(Scripts, PauseThenGoOn) {
    TestServer server;
    server.script("/pause", Script().read_request().pause(1ms).send(ok));
    RawClient client(server);
    EXPECT_EQ(client.exchange(get_request("/pause")).body(), "ok");
}

TEST(Scripts, WaitEndsWhenTheClientDoes) {
    TestServer server;
    server.script("/wait", Script().read_request().wait(Latch()));
    RawClient client(server);
    client.send(get_request("/wait"));
    EXPECT_TRUE(server.wait_for_requests(1));
    client.close();
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST(Scripts, HalfCloseStillReads) {
    TestServer server;
    const Latch was_read;
    server.script("/half",
                  Script().read_request().send(ok).half_close().read_request().release(was_read));
    RawClient client(server);
    client.send(get_request("/half"));
    EXPECT_EQ(client.read_rest().bytes, ok);
    client.send(get_request("/after"));
    EXPECT_TRUE(was_read.wait_for(10s));
}

TEST(Scripts, StalledServerTakesNoMoreThanItsBuffers) {
    TestServer server({.receive_buffer = 4096});
    server.script("/stall", Script().read_head().stall());
    RawClient client(server);
    client.send("POST /stall HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n");
    ASSERT_TRUE(server.wait_for_requests(1));
    EXPECT_LT(client.send_until_blocked(1'000'000'000), 100'000'000U);
}

TEST(Scripts, OnceThenTheRouteAgain) {
    TestServer server;
    server.get("/a", [] { return ServerResponse::text("route"); });
    server.script_once("/a", Script().read_request().send(ok));
    server.script_once(
        "/a", Script().read_request().send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"));
    RawClient client(server);
    EXPECT_EQ(client.exchange(get_request("/a")).body(), "ok");
    EXPECT_EQ(client.exchange(get_request("/a")).result_int(), 503U);
    EXPECT_EQ(client.exchange(get_request("/a")).body(), "route");
}

TEST(Scripts, ReplaceTheRoutesOfTheirPattern) {
    TestServer server;
    server.get("/a", [] { return ServerResponse::text("route"); });
    server.script("/a", Script().read_request().send(ok));
    RawClient client(server);
    EXPECT_EQ(client.exchange(get_request("/a")).body(), "ok");
    server.get("/a", [] { return ServerResponse::text("route again"); });
    EXPECT_EQ(client.exchange(get_request("/a")).body(), "route again");
}

TEST(Scripts, SuccessiveConnectionsGetSuccessiveOnesThenNormalService) {
    TestServer server;
    server.on_connect(Script().close());
    server.on_connect(Script().send("first"), 2);
    RawClient closed(server);
    EXPECT_EQ(closed.read_rest().error, boost::asio::error::eof);
    for (int i = 0; i < 2; ++i) {
        RawClient greeted(server);
        EXPECT_EQ(greeted.read_exactly(5), "first");
        EXPECT_EQ(greeted.exchange(get_request("/")).result_int(), 404U);
    }
    RawClient normal(server);
    EXPECT_EQ(normal.exchange(get_request("/")).result_int(), 404U);
    EXPECT_EQ(server.connection_count(), 4U);
}

TEST(Scripts, AreValues) {
    const Script base = Script().read_request();
    const Script longer = base.send(ok).close();
    EXPECT_EQ(base.steps().size(), 1U);
    EXPECT_EQ(longer.steps().size(), 3U);
}

}  // namespace
}  // namespace curlew::testing
