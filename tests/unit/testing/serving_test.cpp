#include "raw_client.hpp"

#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/error.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::StartsWith;

auto always(ServerResponse response) {
    return [response = std::move(response)](const ServerRequest&) { return response; };
}

TEST(TestServer, ListensAtAFreePortFromTheStart) {
    const TestServer one;
    const TestServer other;
    EXPECT_NE(one.port(), other.port());
    EXPECT_EQ(one.url("/a?b"), "http://127.0.0.1:" + std::to_string(one.port()) + "/a?b");
    RawClient client(one);
    EXPECT_EQ(client.exchange(get_request("/")).result_int(), 404U);
}

TEST(TestServer, SpeaksIpv6) {
    TestServer server({.address = "::1"});
    server.get("/", always(ServerResponse::text("six")));
    EXPECT_THAT(server.url(), StartsWith("http://[::1]:"));
    RawClient client(server);
    EXPECT_EQ(client.exchange(get_request("/")).body(), "six");
}

TEST(TestServer, RefusesAnAddressThatItCannotListenAt) {
    const TestServer taken;
    EXPECT_THROW(TestServer({.port = taken.port()}), std::runtime_error);
    EXPECT_THROW(TestServer({.address = "nonsense"}), std::runtime_error);
}

TEST(TestServer, RecordsRequestsAsTheyCame) {
    TestServer server;
    server.post("/a", always({}));
    RawClient client(server);
    const std::string head =
        "POST /a?q=1 HTTP/1.1\r\nHost: test\r\nB: 1\r\nA: 2\r\nb:  3 \r\nContent-Length: 4\r\n\r\n";
    client.exchange(head + "body");
    const ServerRequest request = server.last_request();
    EXPECT_EQ(request.head, head);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/a?q=1");
    EXPECT_EQ(request.path, "/a");
    EXPECT_EQ(request.version, "HTTP/1.1");
    EXPECT_EQ(request.body, "body");
    EXPECT_EQ(
        request.headers,
        (Headers{{"Host", "test"}, {"B", "1"}, {"A", "2"}, {"b", "3"}, {"Content-Length", "4"}}));
    EXPECT_FALSE(request.tls.has_value());
}

TEST(TestServer, NumbersConnectionsAndRequests) {
    TestServer server;
    RawClient first(server);
    first.exchange(get_request("/1"));
    first.exchange(get_request("/2"));
    RawClient second(server);
    second.exchange(get_request("/3"));
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_EQ(requests[1].connection, 1U);
    EXPECT_EQ(requests[1].on_connection, 2U);
    EXPECT_EQ(requests[2].connection, 2U);
    EXPECT_EQ(requests[2].on_connection, 1U);
    EXPECT_EQ(server.connection_count(), 2U);
    EXPECT_EQ(server.open_connections(), 2U);
    first.close();
    EXPECT_TRUE(server.wait_for_open_connections(1));
    server.clear_requests();
    EXPECT_EQ(server.request_count(), 0U);
    EXPECT_THROW(static_cast<void>(server.last_request()), std::out_of_range);
}

TEST(TestServer, CountsRequestsThatItDoesNotKeep) {
    TestServer server({.record_requests = false});
    RawClient client(server);
    client.exchange(get_request("/"));
    EXPECT_EQ(server.request_count(), 1U);
    EXPECT_TRUE(server.requests().empty());
}

TEST(TestServer, WaitsForRequestsNoLongerThanTold) {
    TestServer server;
    EXPECT_FALSE(server.wait_for_requests(1, 0s));
    RawClient client(server);
    client.send(get_request("/"));
    EXPECT_TRUE(server.wait_for_requests(1));
}

TEST(TestServer, ReadsChunkedBodies) {
    TestServer server;
    server.post("/",
                [](const ServerRequest& request) { return ServerResponse::text(request.body); });
    RawClient client(server);
    const auto response = client.exchange(
        "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n");
    EXPECT_EQ(response.body(), "abcde");
}

TEST(TestServer, ReadsARequestThatComesByteByByte) {
    TestServer server;
    server.post("/",
                [](const ServerRequest& request) { return ServerResponse::text(request.body); });
    RawClient client(server);
    for (const char c : request_with_body("POST", "/", "hello"))
        client.send({&c, 1});
    EXPECT_EQ(client.read_response().body(), "hello");
}

TEST(TestServer, ReadsLargeBodies) {
    TestServer server;
    server.post("/",
                [](const ServerRequest& request) { return ServerResponse::text(request.body); });
    RawClient client(server);
    const std::string large(5'000'000, 'x');
    EXPECT_EQ(client.exchange(request_with_body("PUT", "/", large)).result_int(), 405U);
    EXPECT_EQ(server.last_request().body, large);
}

TEST(TestServer, AnswersPipelinedRequestsInOrder) {
    TestServer server;
    server.get("/{n}",
               [](const ServerRequest& request) { return ServerResponse::text(request.path); });
    RawClient client(server);
    client.send(get_request("/1") + get_request("/2") + "\r\n" + get_request("/3"));
    EXPECT_EQ(client.read_response().body(), "/1");
    EXPECT_EQ(client.read_response().body(), "/2");
    EXPECT_EQ(client.read_response().body(), "/3");
}

TEST(TestServer, SendsContinueToThoseWhoAskForIt) {
    TestServer server;
    server.post("/",
                [](const ServerRequest& request) { return ServerResponse::text(request.body); });
    RawClient client(server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(client.read_exactly(25), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_EQ(client.read_response().body(), "ok");
}

TEST(TestServer, RefusesWhatIsNoRequest) {
    TestServer server;
    for (const char* garbage :
         {"\x16\x03\x01", "GET /\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n"}) {
        RawClient client(server);
        client.send(garbage);
        const Rest rest = client.read_rest();
        EXPECT_THAT(rest.bytes, StartsWith("HTTP/1.1 400 ")) << garbage;
        EXPECT_EQ(rest.error, boost::asio::error::eof);
    }
    EXPECT_EQ(server.request_count(), 0U);
}

TEST(TestServer, RefusesWhatIsTooLarge) {
    TestServer server({.body_limit = 10});
    {
        RawClient client(server);
        const auto response = client.exchange(request_with_body("POST", "/", "12345678901"));
        EXPECT_EQ(response.result_int(), 413U);
    }
    RawClient client(server);
    client.send("GET / HTTP/1.1\r\nLong: " + std::string(70'000, 'x'));
    EXPECT_EQ(client.read_response().result_int(), 431U);
}

TEST(Responses, HaveExactlyTheBytesExpected) {
    TestServer server;
    const auto bytes_of = [&](const ServerResponse& response, std::string_view request) {
        server.fallback(always(response));
        RawClient client(server);
        client.send(request);
        return client.read_rest().bytes;
    };
    const std::string get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const std::string get10 = "GET / HTTP/1.0\r\n\r\n";
    const std::string close = "Connection: close\r\n\r\n";
    EXPECT_EQ(bytes_of(ServerResponse::text("hi", 201).header("X", "1"), get),
              "HTTP/1.1 201 Created\r\nContent-Type: text/plain; charset=utf-8\r\nX: 1\r\n"
              "Content-Length: 2\r\n" +
                  close + "hi");
    EXPECT_EQ(bytes_of(ServerResponse::status(204), get), "HTTP/1.1 204 No Content\r\n" + close);
    EXPECT_EQ(bytes_of(ServerResponse::status(304), get), "HTTP/1.1 304 Not Modified\r\n" + close);
    EXPECT_EQ(bytes_of(ServerResponse().with_status(299).reason("Fine"), get),
              "HTTP/1.1 299 Fine\r\nContent-Length: 0\r\n" + close);
    EXPECT_EQ(bytes_of(ServerResponse::redirect("/b"), get),
              "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n" + close);
    EXPECT_EQ(
        bytes_of(ServerResponse::chunked({"one", "", "0123456789abcdef"}).trailer("T", "1"), get),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + close +
            "3\r\none\r\n10\r\n0123456789abcdef\r\n0\r\nT: 1\r\n\r\n");
    EXPECT_EQ(bytes_of(ServerResponse::chunked({"one", "two"}), get10),
              "HTTP/1.1 200 OK\r\n" + close + "onetwo");
    EXPECT_EQ(bytes_of(ServerResponse::until_close("all"), get_request("/")),
              "HTTP/1.1 200 OK\r\n" + close + "all");
    EXPECT_EQ(bytes_of(ServerResponse().close(), get_request("/")),
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + close);
    EXPECT_EQ(
        bytes_of(ServerResponse::text("ab").header("Content-Length", "9").close(), get),
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 9\r\n" +
            close + "ab");
    EXPECT_EQ(
        bytes_of(ServerResponse().interim(103, {{"Link", "</a>"}}), get),
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n" +
            close);
    EXPECT_EQ(bytes_of(ServerResponse().interim(103), get10),
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + close);
}

TEST(Responses, ModifiersLeaveTheOriginalAlone) {
    const ServerResponse original = ServerResponse::text("a");
    const ServerResponse changed =
        original.add_header("Set-Cookie", "a=1").add_header("Set-Cookie", "b=2");
    EXPECT_EQ(original.parts().headers.size(), 1U);
    EXPECT_EQ(changed.parts().headers.size(), 3U);
    EXPECT_THROW(static_cast<void>(original.trailer("T", "1")), std::logic_error);
    EXPECT_THROW(static_cast<void>(original.interim(200)), std::invalid_argument);
}

TEST(Responses, OldClientsCanStayConnectedToo) {
    TestServer server;
    RawClient client(server);
    const auto response = client.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(response["Connection"], "keep-alive");
    EXPECT_EQ(client.exchange(get_request("/")).result_int(), 404U);
}

TEST(Responses, LateOneWaitsForItsLatchWhileOthersAreServed) {
    TestServer server;
    const Latch latch;
    server.get("/late", always(ServerResponse::text("late").interim(102).when(latch)));
    server.get("/now", always(ServerResponse::text("now")));
    RawClient late(server);
    late.send(get_request("/late"));
    EXPECT_EQ(late.read_response().result_int(), 102U);
    RawClient other(server);
    EXPECT_EQ(other.exchange(get_request("/now")).body(), "now");
    late.send(get_request("/now"));  // pipelined: kept until the late one is answered
    latch.release();
    EXPECT_EQ(late.read_response().body(), "late");
    EXPECT_EQ(late.read_response().body(), "now");
}

TEST(Responses, LateOneWaitsForItsTime) {
    TestServer server;
    server.get("/", always(ServerResponse::text("late").after(1ms)));
    RawClient client(server);
    EXPECT_EQ(client.exchange(get_request("/")).body(), "late");
}

TEST(Responses, ClientThatDoesNotWaitForALateOneIsNoticed) {
    TestServer server;
    server.get("/", always(ServerResponse().when(Latch())));
    RawClient client(server);
    client.send(get_request("/"));
    ASSERT_TRUE(server.wait_for_requests(1));
    client.close();
    EXPECT_TRUE(server.wait_for_open_connections(0));
}

TEST(TestServer, StopsWhateverItsConnectionsAreDoing) {
    auto server = std::make_unique<TestServer>();
    const Latch never;
    server->get("/late", always(ServerResponse().when(never)));
    server->get("/hour", always(ServerResponse().after(1h)));
    server->get("/large", always(ServerResponse::text(std::string(50'000'000, 'x'))));
    server->script("/hang", Script().hang());
    server->script("/stall", Script().stall());
    server->script("/trickle", Script().read_request().trickle("abc", 1h));
    std::vector<std::unique_ptr<RawClient>> clients;
    for (const char* path : {"/late", "/hour", "/large", "/hang", "/stall", "/trickle"}) {
        clients.push_back(std::make_unique<RawClient>(*server));
        clients.back()->send(get_request(path));
    }
    clients.push_back(std::make_unique<RawClient>(*server));
    clients.back()->send("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n");
    clients.push_back(std::make_unique<RawClient>(*server));
    EXPECT_TRUE(server->wait_for_requests(6));
    EXPECT_TRUE(server->wait_for_open_connections(8));
    server.reset();
    for (const auto& client : clients)
        EXPECT_TRUE(client->read_rest().error);
    never.release();
}

TEST(TestServer, ClosesIdleConnectionsOnly) {
    TestServer server;
    const Latch latch;
    server.get("/busy", always(ServerResponse::text("done").when(latch)));
    RawClient busy(server);
    busy.send(get_request("/busy"));
    ASSERT_TRUE(server.wait_for_requests(1));
    RawClient idle(server);
    idle.exchange(get_request("/"));
    EXPECT_EQ(server.close_idle_connections(), 1U);
    EXPECT_EQ(server.open_connections(), 1U);
    EXPECT_EQ(idle.read_rest().error, boost::asio::error::eof);
    latch.release();
    EXPECT_EQ(busy.read_response().body(), "done");
    EXPECT_EQ(busy.exchange(get_request("/")).result_int(), 404U);
}

TEST(TestServer, HoldsManyLateAnswersAtOnce) {
    TestServer server;
    const Latch latch;
    server.get("/", always(ServerResponse::text("late").when(latch)));
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 300; ++i) {
        clients.push_back(std::make_unique<RawClient>(server));
        clients.back()->send(get_request("/"));
    }
    EXPECT_TRUE(server.wait_for_requests(clients.size()));
    latch.release();
    for (const auto& client : clients)
        EXPECT_EQ(client->read_response().body(), "late");
}

}  // namespace
}  // namespace curlew::testing
