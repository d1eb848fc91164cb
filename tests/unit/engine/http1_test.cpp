#include "engine/http1.hpp"

#include "support/bad_peer_cases.hpp"
#include "support/scripted_stream.hpp"

#include <curlew/errors.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew::engine {
namespace {

using testing::Bad;
using testing::BadResponse;
using ::testing::HasSubstr;
using testing::ScriptedStream;
using ::testing::StartsWith;
using testing::Then;

constexpr std::size_t body_limit = 100'000;

Request make_request(std::string method = "GET") {
    Request request(std::move(method), Url::parse("http://h/"));
    request.options().max_response_body = body_limit;
    return request;
}

/// One exchange on a connection of its own, with a peer that answers in pieces of that size.
struct Conversation {
    Exchange exchange;
    std::string written;

    Conversation(const Request& request, std::string answer, std::size_t piece,
                 IoStatus last = IoStatus::timed_out, bool suspends = false) {
        auto stream = std::make_unique<ScriptedStream>(std::move(answer), piece, last, suspends);
        const ScriptedStream& script = *stream;
        Connection connection(std::move(stream));
        try {
            exchange = testing::run_to_end(exchange_http1(connection, request));
        } catch (...) {
            written = script.written();
            throw;
        }
        written = script.written();
    }
};

/// Whole, and torn to pieces in ways that meet every state of a parser.
class Http1Pieces : public ::testing::TestWithParam<std::tuple<std::size_t, bool>> {
protected:
    [[nodiscard]] ResponseParts answer(std::string text, IoStatus last = IoStatus::timed_out,
                                       const std::string& method = "GET") const {
        return Conversation(make_request(method), std::move(text), std::get<0>(GetParam()), last,
                            std::get<1>(GetParam()))
            .exchange.response;
    }
    [[nodiscard]] bool reusable(std::string text, IoStatus last = IoStatus::timed_out,
                                const std::string& method = "GET") const {
        return Conversation(make_request(method), std::move(text), std::get<0>(GetParam()), last,
                            std::get<1>(GetParam()))
            .exchange.reusable;
    }
};
INSTANTIATE_TEST_SUITE_P(SizesBlockingOrNot, Http1Pieces,
                         ::testing::Combine(::testing::Values(1, 2, 3, 7, 64, 1'000'000),
                                            ::testing::Bool()));

TEST_P(Http1Pieces, ReadsABodyOfKnownLength) {
    const auto response =
        answer("HTTP/1.1 201 Made It\r\nContent-Length: 5\r\nX-A: 1\r\n\r\nhello");
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.reason, "Made It");
    EXPECT_EQ(response.headers, (Headers{{"Content-Length", "5"}, {"X-A", "1"}}));
    EXPECT_EQ(response.body, "hello");
    EXPECT_EQ(response.version, HttpVersion::http_1_1);
}

TEST_P(Http1Pieces, ReadsALargeBodyOfKnownLength) {
    const std::string body(body_limit, 'x');
    EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body).body, body);
}

TEST_P(Http1Pieces, ReadsChunks) {
    EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "5\r\nhello\r\n007;name=\"value\"\r\n, world\r\n0\r\nX-Trailer: 1\r\n\r\n")
                  .body,
              "hello, world");
}

TEST_P(Http1Pieces, ReadsUntilTheEndWhenNothingElseSaysWhereThatIs) {
    EXPECT_EQ(answer("HTTP/1.0 200 OK\r\n\r\nhello", IoStatus::end).body, "hello");
    EXPECT_EQ(answer("HTTP/1.1 200 OK\r\n\r\n", IoStatus::end).body, "");
    EXPECT_FALSE(reusable("HTTP/1.1 200 OK\r\n\r\nhello", IoStatus::end));
}

TEST_P(Http1Pieces, ExpectsNoBodyWhereThereIsNone) {
    const std::string length = "Content-Length: 5\r\n\r\n";
    EXPECT_EQ(answer("HTTP/1.1 200 OK\r\n" + length, IoStatus::timed_out, "HEAD").body, "");
    EXPECT_EQ(answer("HTTP/1.1 304 Not Modified\r\n" + length).body, "");
    EXPECT_EQ(answer("HTTP/1.1 204 No Content\r\n\r\n").body, "");
    EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").body, "");
    EXPECT_TRUE(reusable("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                         IoStatus::timed_out, "HEAD"));
}

TEST_P(Http1Pieces, SkipsInterimResponses) {
    const auto response = answer(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.size(), 1u);
    EXPECT_EQ(response.body, "hello");
}

TEST_P(Http1Pieces, KeepsRepeatedHeadersApart) {
    const auto response = answer(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2, 3\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(response.headers.get_all("Set-Cookie"), ::testing::ElementsAre("a=1", "b=2, 3"));
}

TEST_P(Http1Pieces, JoinsFoldedLines) {
    EXPECT_EQ(answer("HTTP/1.1 200 OK\r\nX-Folded: a\r\n  b\r\nContent-Length: 0\r\n\r\n")
                  .headers.get("X-Folded"),
              "a b");
}

TEST_P(Http1Pieces, ReusesAConnectionOnlyWhenTheServerMeansToKeepIt) {
    const std::string empty = "Content-Length: 0\r\n\r\n";
    EXPECT_TRUE(reusable("HTTP/1.1 200 OK\r\n" + empty));
    EXPECT_FALSE(reusable("HTTP/1.1 200 OK\r\nConnection: close\r\n" + empty));
    EXPECT_FALSE(reusable("HTTP/1.0 200 OK\r\n" + empty));
    EXPECT_TRUE(reusable("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + empty));
    EXPECT_FALSE(
        reusable("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
}

TEST_P(Http1Pieces, RefusesBadResponsesWhereverTheyAreTorn) {
    for (const BadResponse& bad : testing::bad_responses(64 * 1024, body_limit)) {
        SCOPED_TRACE(bad.name);
        const auto [piece, suspends] = GetParam();
        if (piece == 1 && bad.bytes.size() > 10'000) continue;  // seconds, and nothing new
        const IoStatus last = bad.then == Then::close   ? IoStatus::end
                              : bad.then == Then::reset ? IoStatus::broken
                                                        : IoStatus::timed_out;
        try {
            const Conversation done(make_request(), bad.bytes, piece, last, suspends);
            ADD_FAILURE() << "accepted, with status " << done.exchange.response.status;
        } catch (const MalformedResponseError& error) {
            EXPECT_EQ(bad.error, Bad::malformed) << error.what();
            EXPECT_THAT(error.what(), HasSubstr(bad.message));
        } catch (const TruncatedResponseError& error) {
            // Torn, a line that never ends as it should looks like one that is still to end.
            const bool never_ends =
                bad.error == Bad::malformed && piece < bad.bytes.size() &&
                std::string_view(bad.name).find("BareLineFeed") != std::string::npos;
            EXPECT_TRUE(bad.error == Bad::truncated || never_ends) << error.what();
        } catch (const ResponseTooLargeError& error) {
            EXPECT_EQ(bad.error, Bad::too_large) << error.what();
            EXPECT_THAT(error.what(), HasSubstr(bad.message));
        } catch (const ReadTimeoutError& error) {
            EXPECT_EQ(bad.error, Bad::read_timeout) << error.what();
        } catch (const ConnectionError& error) {
            EXPECT_EQ(bad.error, Bad::closed) << error.what();
        }
    }
}

TEST(Http1, NeverReusesAConnectionWithBytesBehindTheResponse) {
    const Conversation done(make_request(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello",
                            1'000'000);
    EXPECT_EQ(done.exchange.response.body, "he");
    EXPECT_FALSE(done.exchange.reusable);
}

TEST(Http1, WritesTheRequestInOrder) {
    Request request("POST", Url::parse("http://example.com:8080/a?b=c#d"));
    request.headers().add("X-One", "1");
    request.headers().add("x-two", "2");
    request.set_body("hello");
    const Conversation done(request, "HTTP/1.1 204 No Content\r\n\r\n", 100);
    EXPECT_EQ(done.written,
              "POST /a?b=c HTTP/1.1\r\nHost: example.com:8080\r\nX-One: 1\r\nx-two: 2\r\n"
              "Content-Length: 5\r\n\r\nhello");
}

TEST(Http1, SaysThatABodyIsEmptyOnlyWhereOneIsExpected) {
    const std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";
    for (const char* method : {"POST", "PUT", "PATCH"}) {
        EXPECT_THAT(Conversation(make_request(method), answer, 100).written,
                    HasSubstr("Content-Length: 0\r\n"));
    }
    for (const char* method : {"GET", "HEAD", "DELETE", "OPTIONS"}) {
        EXPECT_THAT(Conversation(make_request(method), answer, 100).written,
                    ::testing::Not(HasSubstr("Content-Length")));
    }
}

TEST(Http1, LetsTheUserNameAnotherHost) {
    Request request = make_request();
    request.headers().add("host", "other.example");
    const Conversation done(request, "HTTP/1.1 204 No Content\r\n\r\n", 100);
    EXPECT_THAT(done.written, StartsWith("GET / HTTP/1.1\r\nhost: other.example\r\n\r\n"));
}

TEST(Http1, ClosesAfterwardsWhenTheRequestSaysSo) {
    Request request = make_request();
    request.headers().add("Connection", "Close");
    EXPECT_FALSE(Conversation(request, "HTTP/1.1 204 No Content\r\n\r\n", 100).exchange.reusable);
}

TEST(Http1, SendsNothingWhenTheRequestContradictsItself) {
    Request length = make_request("POST");
    length.headers().add("Content-Length", "6");
    length.set_body("hello");
    EXPECT_THROW(Conversation(length, "", 100), ConfigurationError);

    Request coding = make_request("POST");
    coding.headers().add("Transfer-Encoding", "chunked");
    EXPECT_THROW(Conversation(coding, "", 100), ConfigurationError);
}

}  // namespace
}  // namespace curlew::engine
