#include "support/full_listener.hpp"

#include <curlew/client.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using testing::FullListener;
using ::testing::HasSubstr;
using testing::Latch;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

// Each limit is tested where only it can end the wait: the others are far away.
constexpr Duration soon = 30ms;

/// Calls, and returns the error of that class which it has to end in.
template <class Error, class Call>
Error error_of(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return error;
    }
    throw std::logic_error("nothing was thrown");
}

TEST(Timeouts, EndConnectingToAHostThatDoesNotAnswer) {
    const FullListener listener;
    const Client client(
        {.base_url = listener.url(), .timeout = {.connect = soon}, .retry = {.max_attempts = 1}});
    const auto error = error_of<ConnectTimeoutError>([&] { client.get("/").send(); });
    EXPECT_EQ(error.phase(), Phase::connect);
    EXPECT_THAT(error.what(), HasSubstr("0.03 s"));
}

TEST(Timeouts, EndATlsHandshakeThatDoesNotEnd) {
    TestServer server;
    server.on_connect(Script().hang());
    const Client client({.base_url = "https://127.0.0.1:" + std::to_string(server.port()),
                         .timeout = {.connect = soon},
                         .retry = {.max_attempts = 1}});
    const auto error = error_of<ConnectTimeoutError>([&] { client.get("/").send(); });
    EXPECT_EQ(error.phase(), Phase::tls);
}

TEST(Timeouts, EndWaitingForTheResponse) {
    TestServer server;
    server.script("/", Script().read_request().hang());
    const Client client(
        {.base_url = server.url(), .timeout = {.read = soon}, .retry = {.max_attempts = 1}});
    const auto error = error_of<ReadTimeoutError>([&] { client.get("/").send(); });
    EXPECT_EQ(error.phase(), Phase::head);
    EXPECT_GE(error.elapsed(), soon);
    EXPECT_TRUE(server.wait_for_open_connections(0)) << "such a connection is never used again";
}

TEST(Timeouts, EndWaitingForTheRestOfABody) {
    TestServer server;
    server.script(
        "/",
        Script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel").hang());
    const Client client(
        {.base_url = server.url(), .timeout = {.read = soon}, .retry = {.max_attempts = 1}});
    const auto error = error_of<ReadTimeoutError>([&] { client.get("/").send(); });
    EXPECT_EQ(error.phase(), Phase::body);
}

TEST(Timeouts, EndWritingToAServerThatTakesNothing) {
    TestServer server({.receive_buffer = 4096});
    server.script("/", Script().read_head().stall());
    const Client client(
        {.base_url = server.url(), .timeout = {.write = soon}, .retry = {.max_attempts = 1}});
    const auto error = error_of<WriteTimeoutError>(
        [&] { client.put("/").body(std::string(50'000'000, 'x')).send(); });
    EXPECT_EQ(error.phase(), Phase::write);
}

TEST(Timeouts, EndWaitingForAFreeConnection) {
    TestServer server;
    const Latch latch;
    server.get("/held", [&] { return ServerResponse::text("at last").when(latch); });
    const Client client(
        {.base_url = server.url(), .timeout = {.pool = soon}, .limits = {.max_connections = 1}});
    std::jthread holder([&] { EXPECT_EQ(client.get("/held").send().bytes(), "at last"); });
    ASSERT_TRUE(server.wait_for_requests(1));
    const auto error = error_of<PoolTimeoutError>([&] { client.get("/other").send(); });
    EXPECT_EQ(error.phase(), Phase::pool);
    EXPECT_THAT(error.what(), HasSubstr("max_connections"));
    latch.release();
}

TEST(Timeouts, EndTheWholeRequestAndSayWhereItWas) {
    TestServer server;
    server.script("/head", Script().read_request().hang());
    server.script("/body", Script().read_request().send("HTTP/1.1 200 OK\r\n\r\nhel").hang());
    const Client client(
        {.base_url = server.url(), .timeout = {.total = soon}, .retry = {.max_attempts = 1}});
    const auto head = error_of<TotalTimeoutError>([&] { client.get("/head").send(); });
    EXPECT_EQ(head.phase(), Phase::head);
    const auto body = error_of<TotalTimeoutError>([&] { client.get("/body").send(); });
    EXPECT_EQ(body.phase(), Phase::body);
}

TEST(Timeouts, EndTheWholeRequestHoweverSteadilyItGoesOn) {
    TestServer server;
    server.script("/drip", Script()
                               .read_request()
                               .send("HTTP/1.1 200 OK\r\n\r\n")
                               .trickle(std::string(100'000, 'x'), 1ms));
    const Client client({.base_url = server.url()});
    EXPECT_THROW(client.get("/drip").total_timeout(soon).send(), TotalTimeoutError);
}

TEST(Timeouts, OfTheRequestGoOverThoseOfTheClient) {
    TestServer server;
    const Latch latch;
    server.script("/", Script().read_request().hang());
    const Client client({.base_url = server.url(), .retry = {.max_attempts = 1}});
    EXPECT_THROW(client.get("/").timeout(soon).send(), ReadTimeoutError);
    EXPECT_THROW(client.get("/").timeout({.read = soon}).send(), ReadTimeoutError);
    EXPECT_THROW(client.get("/").total_timeout(soon).send(), TotalTimeoutError);
}

TEST(Timeouts, HaveTheDefaultsThatAreDocumented) {
    const TimeoutConfig timeout;
    EXPECT_EQ(timeout.connect, 5s);
    EXPECT_EQ(timeout.read, 30s);
    EXPECT_EQ(timeout.write, 30s);
    EXPECT_EQ(timeout.pool, 10s);
    EXPECT_EQ(timeout.total, std::nullopt);
}

}  // namespace
}  // namespace curlew
