#include "support/async_run.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;
using ::testing::ThrowsMessage;

constexpr ReconnectPolicy soon{.delay = 1ms, .max_delay = 4ms, .max_attempts = 3};

ServerResponse events(std::string text) {
    return ServerResponse::bytes(std::move(text), "text/event-stream");
}

/// Goes through the events of "/" as one client or the other does.
std::vector<std::string> collect(bool is_async, const std::string& url,
                                 const ReconnectPolicy& policy = soon) {
    std::vector<std::string> seen;
    if (!is_async) {
        const Client client({.base_url = url});
        for (const SseEvent& event : client.get("/").events(policy))
            seen.push_back(event.data);
        return seen;
    }
    boost::asio::io_context loop(1);
    AsyncClient client(loop.get_executor(), {.base_url = url});
    testing::run_on(
        loop,
        [](AsyncClient& c, const ReconnectPolicy& p, std::vector<std::string>& out) -> Task<void> {
            auto stream = co_await c.get("/").events(p);
            while (const auto event = co_await stream.next())
                out.push_back(event->data);
        }(client, policy, seen));
    return seen;
}

class EventStreamTest : public ::testing::TestWithParam<bool> {
protected:
    std::vector<std::string> collect(const ReconnectPolicy& policy = soon) const {
        return curlew::collect(GetParam(), server_.url(), policy);
    }
    [[nodiscard]] std::vector<std::optional<std::string>> last_event_ids() const {
        std::vector<std::optional<std::string>> ids;
        for (const ServerRequest& request : server_.requests())
            ids.emplace_back(request.header("Last-Event-ID"));
        return ids;
    }
    /// Answers the requests one after the other, and then with 204.
    void serve(std::vector<ServerResponse> responses) {
        server_.fallback([responses = std::move(responses),
                          next = std::make_shared<std::size_t>(0)](const ServerRequest&) {
            return *next < responses.size() ? responses[(*next)++] : ServerResponse::status(204);
        });
    }

    TestServer server_;
};

INSTANTIATE_TEST_SUITE_P(With, EventStreamTest, ::testing::Bool(), [](const auto& parameter) {
    return parameter.param ? "AsyncClient" : "Client";
});

TEST_P(EventStreamTest, GoesOnAfterTheLastEventThatHadAnId) {
    serve({events("id: 1\ndata: one\n\nid: 2\ndata: two\n\ndata: half"), events("data: three\n\n"),
           events("id\ndata: four\n\n")});
    EXPECT_THAT(collect(), ElementsAre("one", "two", "three", "four"));
    EXPECT_THAT(last_event_ids(), ElementsAre(std::nullopt, "2", "2", std::nullopt));
    EXPECT_EQ(server_.requests().at(0).header("Accept"), "text/event-stream");
    EXPECT_EQ(server_.requests().at(0).header("Cache-Control"), "no-store");
}

TEST_P(EventStreamTest, ComesBackWhenTheConnectionBreaks) {
    server_.script_once("/", Script()
                                 .read_request()
                                 .send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                       "Transfer-Encoding: chunked\r\n\r\n"
                                       "13\r\nid: 7\ndata: one\n\n: x\r\n")
                                 .reset());
    server_.script_once("/", Script().read_request().reset());
    serve({ServerResponse::error(503, "restarting"), events("data: two\n\n")});
    EXPECT_THAT(collect(), ElementsAre("one", "two"));
    EXPECT_THAT(last_event_ids(), ElementsAre(std::nullopt, "7", "7", "7", "7"));
}

TEST_P(EventStreamTest, GivesUpAfterAttemptsEnough) {
    server_.script_once("/", Script()
                                 .read_request()
                                 .send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                       "\r\ndata: one\n\n")
                                 .close());
    server_.script("/", Script().read_request().reset());
    EXPECT_THROW(collect(), ConnectionError);
    EXPECT_EQ(server_.request_count(), 5u) << "the first, one after it, and three more";
}

TEST_P(EventStreamTest, EndsAfterAttemptsEnoughThatBroughtNothing) {
    serve(std::vector<ServerResponse>(100, events("")));
    EXPECT_THAT(collect(), ElementsAre());
    EXPECT_EQ(server_.request_count(), 4u);
}

TEST_P(EventStreamTest, EndsWithItsConnectionIfItIsToldSo) {
    serve({events("data: one\n\n"), events("data: two\n\n")});
    EXPECT_THAT(collect({.enabled = false}), ElementsAre("one"));
}

TEST_P(EventStreamTest, IsNotTakenForWhatItIsNot) {
    serve({ServerResponse::text("data: one\n\n")});
    EXPECT_THAT([&] { collect(); }, ThrowsMessage<MalformedResponseError>(HasSubstr("text/plain")));
    serve({ServerResponse::error(404, "no")});
    EXPECT_THROW(collect(), NotFoundError);
    serve({ServerResponse::error(503, "not now")});
    EXPECT_THROW(collect(), ServerError) << "the first connection is not tried again";
    serve({events("data: one\n\n"), ServerResponse::error(401, "expired")});
    EXPECT_THROW(collect(), AuthenticationError);
}

TEST_P(EventStreamTest, TakesTheTimeThatTheServerAsksFor) {
    serve({events("retry: 1\ndata: one\n\n"), events("data: two\n\n")});
    EXPECT_THAT(collect({.delay = 1h, .max_delay = 1h}), ElementsAre("one", "two"));
}

TEST_P(EventStreamTest, RefusesEventsBeyondTheLimit) {
    serve({events("data: 12345678901234567890\n\n")});
    EXPECT_THAT([&] { collect({.max_event = 10}); },
                ThrowsMessage<ResponseTooLargeError>(HasSubstr("GET http://127.0.0.1")));
}

TEST(EventStream, IsNotConnectedToAgainWhereThatWouldRepeatSomething) {
    TestServer server;
    server.fallback([](const ServerRequest&) { return events("data: one\n\n"); });
    const Client client({.base_url = server.url()});
    int count = 0;
    for (const SseEvent& event : client.post("/").body("ask").events(soon))
        count += event.data == "one" ? 1 : 0;
    EXPECT_EQ(count, 1);
    EXPECT_EQ(server.request_count(), 1u);
}

/// Waits for events that do not come, until somebody ends that.
template <class End>
void expect_ended_in_backoff(End end) {
    constexpr ReconnectPolicy late{.delay = 1h};
    TestServer server;
    server.script("/", Script()
                           .read_request()
                           .send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                                 "data: one\n\n")
                           .close());
    Client client({.base_url = server.url()});
    std::stop_source stop;
    auto stream = client.get("/").stop_token(stop.get_token()).events(late);
    EXPECT_EQ(stream.next()->data, "one");
    auto pending = std::async(std::launch::async, [&] { return stream.next().has_value(); });
    while (client.pool_stats().in_use > 0)  // it still reads
        std::this_thread::yield();
    end(client, stop);
    try {
        EXPECT_FALSE(testing::get(std::move(pending)));
        ADD_FAILURE() << "it ended by itself";
    } catch (const CancelledError& error) {
        EXPECT_EQ(error.phase(), Phase::backoff);
    } catch (const ClosedError& error) {
        EXPECT_EQ(error.phase(), Phase::backoff);
    }
}

TEST(EventStream, StopsWaitingToReconnect) {
    expect_ended_in_backoff([](Client&, std::stop_source& stop) { stop.request_stop(); });
    expect_ended_in_backoff([](Client& client, std::stop_source&) { client.close(); });
}

Task<void> wait_in_vain(AsyncClient& client, bool& was_closed) {
    constexpr ReconnectPolicy late{.delay = 1h};
    auto stream = co_await client.get("/").events(late);
    (void)co_await stream.next();
    boost::asio::post(co_await boost::asio::this_coro::executor, [&client] { client.close(); });
    try {
        (void)co_await stream.next();
    } catch (const ClosedError&) {
        was_closed = true;
    }
}

TEST(EventStream, OfAnAsyncClientStopsWaitingToReconnect) {
    TestServer server;
    server.fallback([](const ServerRequest&) { return events("data: one\n\n"); });
    boost::asio::io_context loop(1);
    AsyncClient client(loop.get_executor(), {.base_url = server.url()});
    bool was_closed = false;
    testing::run_on(loop, wait_in_vain(client, was_closed));
    EXPECT_TRUE(was_closed);
    testing::run_dry(loop);
}

TEST(EventStream, OutlivesItsClient) {
    TestServer server;
    server.fallback([](const ServerRequest&) { return events("data: 1\n\ndata: 2\n\n"); });
    std::optional<EventStream> stream;
    {
        const Client client({.base_url = server.url()});
        stream.emplace(client.get("/").events(soon));
        EXPECT_EQ(stream->next()->data, "1");
    }
    EXPECT_EQ(stream->next()->data, "2");
    EXPECT_THROW((void)stream->next(), ClosedError);
}

}  // namespace
}  // namespace curlew
