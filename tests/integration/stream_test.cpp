#include "support/compress.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <ranges>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Latch;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using ::testing::SizeIs;
using testing::TestServer;
using ::testing::ThrowsMessage;

class StreamTest : public ::testing::Test {
protected:
    void serve(const ServerResponse& response) {
        server_.fallback([response](const ServerRequest&) { return response; });
    }
    /// A response that is not what a server should send.
    void play(std::string bytes) {
        server_.script("/", Script().read_request().send(std::move(bytes)).close());
    }

    [[nodiscard]] std::size_t open_connections() const {
        const PoolStats stats = client_.pool_stats();
        return stats.idle + stats.in_use;
    }
    [[nodiscard]] StreamedResponse open() const { return client_.get("/").stream(); }

    TestServer server_;
    Client client_{{.base_url = server_.url()}};
};

template <class Items>
std::vector<std::string> all(Items items) {
    std::vector<std::string> found;
    for (const auto& item : items)
        found.emplace_back(item);
    return found;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts)
        out += part;
    return out;
}

TEST_F(StreamTest, HasAHeadBeforeItHasABody) {
    const Latch rest;
    server_.script("/", Script()
                            .read_request()
                            .send("HTTP/1.1 206 Part\r\nContent-Type: text/plain;charset=latin1\r\n"
                                  "Content-Length: 4\r\n\r\nab")
                            .wait(rest)
                            .send("\xE9!"));
    StreamedResponse response = open();
    EXPECT_EQ(response.status(), 206);
    EXPECT_EQ(response.reason(), "Part");
    EXPECT_EQ(response.header("Content-Length"), "4");
    EXPECT_EQ(response.encoding(), "latin1");
    EXPECT_EQ(response.url().path(), "/");
    EXPECT_TRUE(response.is_success());
    auto text = response.text();
    EXPECT_EQ(text.next(), "ab");
    rest.release();
    std::string more;
    while (const auto piece = text.next())
        more += *piece;
    EXPECT_EQ(more, "é!");
}

TEST_F(StreamTest, GivesBytesInEveryFraming) {
    const std::string body(300'000, 'x');
    std::vector<std::string> pieces(30, std::string(10'000, 'x'));
    for (const auto& response :
         {ServerResponse::bytes(body, "a/b"), ServerResponse::chunked(pieces),
          ServerResponse::until_close(body)}) {
        serve(response);
        EXPECT_EQ(joined(all(open().bytes())), body);
        const auto chunks = all(open().bytes(100'000));
        EXPECT_THAT(chunks, AllOf(SizeIs(3), Each(SizeIs(100'000))));
    }
    serve(ServerResponse::status(204));
    EXPECT_THAT(all(open().bytes()), ElementsAre());
    EXPECT_THAT(all(client_.head("/").stream().bytes()), ElementsAre());
}

TEST_F(StreamTest, GivesLines) {
    serve(ServerResponse::chunked({"one\r", "\ntwo\n\nth", "ree"}));
    EXPECT_THAT(all(open().lines()), ElementsAre("one", "two", "", "three"));
}

struct Point {
    int x = 0;
    int y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

TEST_F(StreamTest, GivesJsonLinesAsTypedValues) {
    serve(ServerResponse::chunked({"{\"x\":1,\"y\"", ":2}\n{\"x\":3,\"y\":4}"}));
    std::vector<Point> points;
    for (const Point& point : open().json_lines<Point>())
        points.push_back(point);
    EXPECT_THAT(points, ElementsAre(Point{1, 2}, Point{3, 4}));
}

TEST_F(StreamTest, NamesRequestAndLineOfAJsonLineThatIsWrong) {
    serve(ServerResponse::text("{\"x\":1,\"y\":2}\n{\"x\":true}\n{\"x\":5,\"y\":6}\n"));
    auto points = open().json_lines<Point>();
    EXPECT_EQ(points.next(), (Point{1, 2}));
    EXPECT_THAT([&] { (void)points.next(); },
                ThrowsMessage<ValidationError>(AllOf(HasSubstr("GET http"), HasSubstr("line 2"))));
    EXPECT_EQ(points.next(), (Point{5, 6}));
}

TEST_F(StreamTest, DecodesStrictlyIfTheRequestSaysSo) {
    serve(ServerResponse::text("{\"x\":\"1\",\"y\":2}\n"));
    EXPECT_EQ(open().json_lines<Point>().next(), (Point{1, 2}));
    auto strict = client_.get("/").validation(Validation::strict).stream().json_lines<Point>();
    EXPECT_THROW((void)strict.next(), ValidationError);
}

TEST_F(StreamTest, GivesServerSentEvents) {
    serve(ServerResponse::chunked({"event: add\nid: 7\nda", "ta: 1\n\n: comment\ndata: 2\n\n"}));
    std::vector<SseEvent> events;
    for (const SseEvent& event : open().events())
        events.push_back(event);
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[0].event, "add");
    EXPECT_EQ(events[1].data, "2");
    EXPECT_EQ(events[1].id, "7");
}

TEST_F(StreamTest, IsARangeLikeOthers) {
    serve(ServerResponse::text("a\nbb\nccc\n"));
    auto items = open().lines();
    static_assert(std::ranges::input_range<decltype(items)>);
    std::vector<std::size_t> sizes;
    for (const std::size_t size :
         items | std::views::transform([](std::string_view line) { return line.size(); })) {
        sizes.push_back(size);
    }
    EXPECT_THAT(sizes, ElementsAre(1, 2, 3));
}

TEST_F(StreamTest, CanBeReadWhole) {
    serve(ServerResponse::json_text(R"({"x":1,"y":2})"));
    EXPECT_EQ(open().read().as<Point>(), (Point{1, 2}));
    const Client small({.base_url = server_.url(), .max_response_body = 5});
    EXPECT_THROW((void)small.get("/").stream().read(), ResponseTooLargeError);
}

TEST_F(StreamTest, UndoesContentCodings) {
    const std::string body(1'000'000, 'x');
    serve(ServerResponse::bytes(testing::gzip(body), "a/b").header("Content-Encoding", "gzip"));
    const auto pieces = all(open().bytes());
    EXPECT_EQ(joined(pieces), body);
    for (const std::string& piece : pieces)
        EXPECT_LE(piece.size(), 64u * 1024);
    EXPECT_EQ(joined(all(client_.get("/").decode_content(false).stream().bytes())),
              testing::gzip(body));
    auto limited = client_.get("/").max_response_body(100'000).stream().bytes();
    EXPECT_THROW(while (limited.next()){}, ResponseTooLargeError);
    const auto again = [&] { (void)limited.next(); };
    EXPECT_THROW(again(), ResponseTooLargeError) << "it stays broken";
}

TEST_F(StreamTest, FailsWhereItsContentCodingIsCutOff) {
    const std::string coded = testing::gzip("text");
    serve(ServerResponse::bytes(coded.substr(0, coded.size() - 1), "a/b")
              .header("Content-Encoding", "gzip"));
    EXPECT_THROW(all(open().bytes()), ContentCodingError);
}

TEST_F(StreamTest, HasNoLimitOfSizeUnlessTheRequestSetsOne) {
    const Client client({.base_url = server_.url(), .max_response_body = 10});
    serve(ServerResponse::text("more than ten bytes"));
    EXPECT_EQ(joined(all(client.get("/").stream().bytes())), "more than ten bytes");
    EXPECT_THROW((void)client.get("/").max_response_body(10).stream(), ResponseTooLargeError);
}

TEST_F(StreamTest, ThrowsForAnErrorsStatusWithItsBody) {
    serve(ServerResponse::error(404, "no such export"));
    try {
        (void)open();
        FAIL() << "no error";
    } catch (const NotFoundError& error) {
        EXPECT_EQ(error.response()->json()["error"], "no such export");
    }
    EXPECT_EQ(client_.pool_stats().idle, 1u);
    const StreamedResponse allowed = client_.get("/").raise_for_status(false).stream();
    EXPECT_EQ(allowed.status(), 404);
    EXPECT_TRUE(client_.get("/").try_stream().error_as<NotFoundError>() != nullptr);
}

TEST_F(StreamTest, SaysWhatItMissesOfACutOffBody) {
    play("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    auto bytes = open().bytes();
    EXPECT_EQ(bytes.next(), "12345");
    EXPECT_THROW((void)bytes.next(), TruncatedResponseError);
    EXPECT_THROW((void)bytes.next(), TruncatedResponseError) << "and says so again";
}

TEST_F(StreamTest, TakesABodyWithoutItsLastChunkForCutOff) {
    play("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n");
    auto bytes = open().bytes();
    EXPECT_EQ(bytes.next(), "12345");
    EXPECT_THROW((void)bytes.next(), TruncatedResponseError);
}

TEST_F(StreamTest, GivesItsConnectionBackWhenItWasRead) {
    serve(ServerResponse::chunked({"one", "two"}));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(joined(all(open().bytes())), "onetwo");
    EXPECT_EQ(server_.connection_count(), 1u);
    EXPECT_EQ(client_.pool_stats().idle, 1u);
}

TEST_F(StreamTest, GivesItsConnectionBackWhenLittleIsLeft) {
    serve(ServerResponse::bytes(std::string(60'000, 'x'), "a/b"));
    for (int i = 0; i < 3; ++i)
        (void)open();
    EXPECT_EQ(server_.connection_count(), 1u);
    EXPECT_EQ(client_.pool_stats().idle, 1u);
}

TEST_F(StreamTest, ClosesItsConnectionWhenMuchIsLeft) {
    serve(ServerResponse::bytes(std::string(10'000'000, 'x'), "a/b"));
    (void)open().bytes().next();
    EXPECT_EQ(open_connections(), 0u);
}

TEST_F(StreamTest, DoesNotWaitForWhatDoesNotComeSoon) {
    server_.script(
        "/",
        Script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345").hang());
    (void)open();
    EXPECT_EQ(open_connections(), 0u);
}

TEST_F(StreamTest, NoticesWhatFollowsIt) {
    play("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n");
    EXPECT_EQ(joined(all(open().bytes())), "ok");
    EXPECT_EQ(open_connections(), 0u);
}

TEST_F(StreamTest, KeepsTheBodyOpenForWhatReadsIt) {
    serve(ServerResponse::bytes(std::string(1'000'000, 'x'), "a/b"));
    auto bytes = open().bytes(1000);
    EXPECT_EQ(client_.pool_stats().in_use, 1u);
    EXPECT_EQ(bytes.next()->size(), 1000u);
}

TEST_F(StreamTest, OutlivesItsClient) {
    serve(ServerResponse::bytes(std::string(1'000'000, 'x'), "a/b"));
    auto client = std::make_unique<Client>(ClientConfig{.base_url = server_.url()});
    StreamedResponse response = client->get("/").stream();
    client.reset();
    auto bytes = response.bytes();
    const auto read_all = [&] {
        while (bytes.next()) {
        }
    };
    EXPECT_THROW(read_all(), ClosedError);
}

TEST_F(StreamTest, CanBeClosed) {
    serve(ServerResponse::bytes(std::string(1'000'000, 'x'), "a/b"));
    StreamedResponse response = open();
    auto bytes = response.bytes();
    response.close();
    response.close();
    EXPECT_THROW((void)bytes.next(), ClosedError);
    EXPECT_THROW((void)StreamedResponse().bytes(), ClosedError);
}

TEST_F(StreamTest, LiftsTheTotalTimeoutWhenTheHeadIsThere) {
    server_.script("/", Script()
                            .read_request()
                            .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")
                            .pause(60ms)
                            .send("b"));
    const auto body = [&](bool includes_stream) {
        return joined(all(client_.get("/")
                              .timeout({.total = 50ms, .total_includes_stream = includes_stream})
                              .stream()
                              .bytes()));
    };
    EXPECT_EQ(body(false), "ab");
    EXPECT_THROW(body(true), TotalTimeoutError);
}

TEST_F(StreamTest, IsBoundByTheReadTimeout) {
    server_.script(
        "/", Script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na").hang());
    auto bytes = client_.get("/").timeout(20ms).stream().bytes();
    EXPECT_EQ(bytes.next(), "a");
    EXPECT_THROW((void)bytes.next(), ReadTimeoutError);
    EXPECT_EQ(open_connections(), 0u);
}

TEST_F(StreamTest, EndsWhenAStopIsRequested) {
    server_.script(
        "/", Script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na").hang());
    std::stop_source stop;
    auto bytes = client_.get("/").stop_token(stop.get_token()).stream().bytes();
    EXPECT_EQ(bytes.next(), "a");
    const std::jthread stopper([&] { stop.request_stop(); });
    EXPECT_THROW((void)bytes.next(), CancelledError);
    EXPECT_THROW((void)bytes.next(), CancelledError);
}

TEST_F(StreamTest, EndsWhenTheClientIsClosed) {
    server_.script(
        "/", Script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na").hang());
    auto bytes = open().bytes();
    EXPECT_EQ(bytes.next(), "a");
    const std::jthread closer([&] { client_.close(); });
    EXPECT_THROW((void)bytes.next(), ClosedError);
}

TEST_F(StreamTest, CanBeDecodedByHand) {
    serve(ServerResponse::bytes("caf\xE9", "text/plain; charset=utf-8"));
    StreamedResponse response = open();
    response.set_encoding("latin1");
    EXPECT_EQ(joined(all(response.text())), "café");
    Response whole = client_.get("/").send();
    EXPECT_EQ(whole.text(), "caf\uFFFD");
    whole.set_encoding("latin1");
    EXPECT_EQ(whole.text(), "café");
}

}  // namespace
}  // namespace curlew
