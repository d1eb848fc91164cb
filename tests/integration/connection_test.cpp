#include <curlew/client.hpp>
#include <curlew/testing/test_server.hpp>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::HasSubstr;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

/// Answers whatever it is asked.
class ConnectionTest : public ::testing::Test {
protected:
    ConnectionTest() {
        server_.fallback([] { return ServerResponse::text("fine"); });
    }

    TestServer server_;
    Client client_{ClientConfig{.base_url = server_.url(), .retry = {.max_attempts = 1}}};
};

TEST_F(ConnectionTest, IsKeptForTheNextRequest) {
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(client_.get("/").send().bytes(), "fine");
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_F(ConnectionTest, IsNotKeptWhenEitherSideSaysSo) {
    server_.get("/closing", [] { return ServerResponse::text("bye").close(); });
    client_.get("/closing").send();
    client_.get("/").header("Connection", "close").send();
    client_.get("/").send();
    EXPECT_EQ(server_.connection_count(), 3u);
}

TEST_F(ConnectionTest, IsKeptAfterAnErrorStatus) {
    server_.get("/missing", [] { return ServerResponse::text("no", 404); });
    EXPECT_THROW(client_.get("/missing").send(), NotFoundError);
    client_.get("/").send();
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_F(ConnectionTest, ThatTheServerClosedMeanwhileIsNoticedBeforeItIsUsed) {
    client_.post("/").send();
    server_.close_idle_connections();
    ASSERT_TRUE(server_.wait_for_open_connections(0));
    EXPECT_EQ(client_.post("/").send().bytes(), "fine") << "POST cannot be sent twice";
    EXPECT_EQ(server_.request_count(), 2u);
}

TEST_F(ConnectionTest, ThatSaidSomethingUnaskedIsNotUsedAgain) {
    server_.script("/chatty", Script().read_request().send(
                                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
                                  "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"));
    EXPECT_EQ(client_.get("/chatty").send().bytes(), "hi");
    EXPECT_EQ(client_.get("/").send().bytes(), "fine");
    EXPECT_EQ(server_.connection_count(), 2u);
}

TEST_F(ConnectionTest, ThatSaysTooMuchBehindALongBodyAnswersNoOtherRequest) {
    const std::string body(20'000, 'x');
    server_.script("/chatty", Script().read_request().send(
                                  "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + body +
                                  "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled"));
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(client_.get("/chatty").send().bytes() == body);
        ASSERT_EQ(client_.get("/").send().bytes(), "fine");
    }
}

/// Serves one request in order, and closes on the next without an answer.
Script closes_on_second_request() {
    return Script()
        .read_request()
        .send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst")
        .read_request()
        .close();
}

TEST_F(ConnectionTest, ThatBreaksUnderARequestIsReplacedOnce) {
    server_.on_connect(closes_on_second_request());
    EXPECT_EQ(client_.get("/").send().bytes(), "first");
    EXPECT_EQ(client_.get("/").send().bytes(), "fine");
    EXPECT_EQ(server_.connection_count(), 2u);
}

TEST_F(ConnectionTest, ThatBreaksUnderARequestThatMayHaveBeenDoneIsAnError) {
    server_.on_connect(closes_on_second_request());
    client_.post("/").send();
    try {
        client_.post("/").send();
        FAIL() << "the second POST had no answer";
    } catch (const ConnectionError& error) {
        EXPECT_THAT(error.what(), HasSubstr("not idempotent"));
    }
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_F(ConnectionTest, IsNotReplacedWhenThatIsSwitchedOff) {
    const Client client({.base_url = server_.url(),
                         .limits = {.resend_on_stale_connection = false},
                         .retry = {.max_attempts = 1}});
    server_.on_connect(closes_on_second_request());
    client.get("/").send();
    EXPECT_THROW(client.get("/").send(), ConnectionError);
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_F(ConnectionTest, IsReplacedOnlyOnce) {
    server_.on_connect(closes_on_second_request());
    server_.on_connect(Script().read_request().close());
    client_.get("/").send();
    EXPECT_THROW(client_.get("/").send(), ConnectionError);
    EXPECT_EQ(server_.connection_count(), 2u);
}

TEST_F(ConnectionTest, ThatIsRefusedSaysWhereAndWhy) {
    std::string url;
    {
        const TestServer gone;
        url = gone.url();
    }
    try {
        Client({.base_url = url}).get("/").max_attempts(1).send();
        FAIL() << "nobody listens there";
    } catch (const ConnectionError& error) {
        EXPECT_EQ(error.phase(), Phase::connect);
        EXPECT_THAT(error.what(), HasSubstr(url.substr(7)));
        EXPECT_THAT(error.what(), HasSubstr("refused"));
    }
}

TEST_F(ConnectionTest, ToAHostThatDoesNotExistIsADnsError) {
    try {
        client_.get("http://no-such-host.invalid/").send();
        FAIL() << "the name is reserved (RFC 6761)";
    } catch (const DnsError& error) {
        EXPECT_EQ(error.phase(), Phase::resolve);
        EXPECT_THAT(error.what(), HasSubstr("no-such-host.invalid"));
    }
}

}  // namespace
}  // namespace curlew
