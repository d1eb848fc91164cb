#include "support/async_run.hpp"
#include "support/client_thread.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::Latch;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

constexpr auto half_a_body = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na";

class AsyncStreamTest : public ::testing::Test {
protected:
    void serve(const ServerResponse& response) {
        server_.fallback([response](const ServerRequest&) { return response; });
    }

    /// Runs what a test does on the client's loop, which has to come to its end after it.
    void run(Task<void> task) {
        testing::run_on(loop_, std::move(task));
        testing::run_dry(loop_);
    }
    [[nodiscard]] std::size_t open_connections() const {
        const PoolStats stats = client_.pool_stats();
        return stats.idle + stats.in_use;
    }

    TestServer server_;
    asio::io_context loop_{1};
    AsyncClient client_{loop_.get_executor(), {.base_url = server_.url()}};
};

template <class Items>
Task<std::vector<std::string>> all(Items items) {
    std::vector<std::string> found;
    while (const auto item = co_await items.next())
        found.emplace_back(*item);
    co_return found;
}

TEST_F(AsyncStreamTest, GivesItsItemsOneAfterTheOther) {
    serve(ServerResponse::chunked({"one\r", "\ntwo\n{\"a\"", ":1}\n"}));
    run([](AsyncClient& client) -> Task<void> {
        const auto response = co_await client.get("/").stream();
        EXPECT_EQ(response.status(), 200);
        EXPECT_THAT(co_await all(response.lines()), ElementsAre("one", "two", "{\"a\":1}"));
        for (const std::size_t size : {1u, 5u}) {
            const auto again = co_await client.get("/").stream();
            std::string joined;
            for (const std::string& chunk : co_await all(again.bytes(size))) {
                EXPECT_LE(chunk.size(), size);
                joined += chunk;
            }
            EXPECT_EQ(joined, "one\r\ntwo\n{\"a\":1}\n");
        }
    }(client_));
    EXPECT_EQ(client_.pool_stats().idle, 1u);
    EXPECT_EQ(server_.connection_count(), 1u);
}

struct Point {
    int x = 0;
    int y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

TEST_F(AsyncStreamTest, GivesTypedValuesAndEvents) {
    serve(ServerResponse::chunked({"{\"x\":1,\"y\":2}\n{\"x\":3", ",\"y\":4}\n"}));
    run([](AsyncClient& client) -> Task<void> {
        const auto response = co_await client.get("/").stream();
        auto points = response.json_lines<Point>();
        EXPECT_EQ(co_await points.next(), (Point{1, 2}));
        EXPECT_EQ(co_await points.next(), (Point{3, 4}));
        EXPECT_EQ(co_await points.next(), std::nullopt);
        EXPECT_EQ(co_await points.next(), std::nullopt);
    }(client_));
    serve(ServerResponse::text("data: 1\n\nevent: e\ndata: 2\n\n"));
    run([](AsyncClient& client) -> Task<void> {
        const auto response = co_await client.get("/").stream();
        auto events = response.events();
        std::vector<std::string> seen;
        while (const auto event = co_await events.next())
            seen.push_back(event->event + event->data);
        EXPECT_THAT(seen, ElementsAre("message1", "e2"));
    }(client_));
}

TEST_F(AsyncStreamTest, CanBeReadWhole) {
    serve(ServerResponse::json(Point{1, 2}));
    run([](AsyncClient& client) -> Task<void> {
        auto response = co_await client.get("/").stream();
        const Response whole = co_await response.read();
        EXPECT_EQ(whole.as<Point>(), (Point{1, 2}));
        EXPECT_EQ(whole.url().path(), "/");
    }(client_));
}

TEST_F(AsyncStreamTest, ThrowsForAnErrorsStatusWithItsBody) {
    serve(ServerResponse::error(404, "gone"));
    run([](AsyncClient& client) -> Task<void> {
        const auto result = co_await client.get("/").try_stream();
        const auto* error = result.error_as<NotFoundError>();
        EXPECT_TRUE(error != nullptr && error->response()->json()["error"] == "gone");
    }(client_));
    EXPECT_EQ(client_.pool_stats().idle, 1u);
}

TEST_F(AsyncStreamTest, GivesItsConnectionBackWhenLittleIsLeft) {
    const Latch rest;
    server_.script("/", Script().read_request().send(half_a_body).wait(rest).send("b"));
    run([](AsyncClient& client, Latch end) -> Task<void> {
        const auto response = co_await client.get("/").stream();
        end.release();
    }(client_, rest));
    EXPECT_EQ(client_.pool_stats().idle, 1u);
}

TEST_F(AsyncStreamTest, ClosesItsConnectionWhenMuchIsLeftOrDoesNotCome) {
    serve(ServerResponse::bytes(std::string(10'000'000, 'x'), "a/b"));
    const auto leave = [](AsyncClient& client) -> Task<void> {
        const auto response = co_await client.get("/").stream();
        auto bytes = response.bytes();
        (void)co_await bytes.next();
    };
    run(leave(client_));
    EXPECT_EQ(open_connections(), 0u);
    server_.script("/", Script().read_request().send(half_a_body).hang());
    run(leave(client_));
    EXPECT_EQ(open_connections(), 0u);
}

TEST_F(AsyncStreamTest, CanBeClosed) {
    serve(ServerResponse::text("little"));
    run([](AsyncClient& client) -> Task<void> {
        auto response = co_await client.get("/").stream();
        auto lines = response.lines();
        co_await response.close();
        EXPECT_EQ(client.pool_stats().idle, 1u);
        bool refused = false;
        try {
            (void)co_await lines.next();
        } catch (const ClosedError&) {
            refused = true;
        }
        EXPECT_TRUE(refused);
    }(client_));
}

TEST_F(AsyncStreamTest, LosesNothingWhenAReadIsCancelled) {
    const Latch rest;
    server_.script("/", Script().read_request().send(half_a_body).wait(rest).send("b"));
    run([](AsyncClient& client, Latch end) -> Task<void> {
        const auto response = co_await client.get("/").stream();
        auto bytes = response.bytes();
        EXPECT_EQ(co_await bytes.next(), "a");
        asio::steady_timer timer(co_await asio::this_coro::executor, 10ms);
        const auto first = co_await (bytes.next() || timer.async_wait(asio::use_awaitable));
        EXPECT_EQ(first.index(), 1u) << "the timer was first";
        end.release();
        EXPECT_EQ(co_await bytes.next(), "b");
        EXPECT_EQ(co_await bytes.next(), std::nullopt);
    }(client_, rest));
    EXPECT_EQ(client_.pool_stats().idle, 1u);
}

TEST_F(AsyncStreamTest, IsBoundByTheReadTimeout) {
    server_.script("/", Script().read_request().send(half_a_body).hang());
    run([](AsyncClient& client) -> Task<void> {
        const auto response = co_await client.get("/").timeout(20ms).stream();
        auto bytes = response.bytes();
        EXPECT_EQ(co_await bytes.next(), "a");
        int timeouts = 0;
        for (int i = 0; i < 2; ++i) {
            try {
                (void)co_await bytes.next();
            } catch (const ReadTimeoutError&) {
                ++timeouts;
            }
        }
        EXPECT_EQ(timeouts, 2);
    }(client_));
    EXPECT_EQ(open_connections(), 0u);
}

TEST_F(AsyncStreamTest, EndsWithItsClient) {
    server_.script("/", Script().read_request().send(half_a_body).hang());
    run([](const asio::any_io_executor& executor, std::string url) -> Task<void> {
        auto client = std::make_unique<AsyncClient>(executor, ClientConfig{.base_url = url});
        const auto response = co_await client->get("/").stream();
        auto bytes = response.bytes();
        EXPECT_EQ(co_await bytes.next(), "a");
        client.reset();
        bool closed = false;
        try {
            (void)co_await bytes.next();
        } catch (const ClosedError&) {
            closed = true;
        }
        EXPECT_TRUE(closed);
    }(loop_.get_executor(), server_.url()));
}

TEST_F(AsyncStreamTest, MayBeAbandonedWithItsLoop) {
    server_.script("/", Script().read_request().send(half_a_body).hang());
    auto loop = std::make_unique<asio::io_context>(1);
    bool was_open = false;
    asio::co_spawn(
        *loop,
        [](asio::any_io_executor executor, std::string url, bool& is_open) -> Task<void> {
            AsyncClient client(executor, {.base_url = url});
            const auto response = co_await client.get("/").stream();
            auto bytes = response.bytes();
            (void)co_await bytes.next();
            is_open = true;
            (void)co_await bytes.next();
        }(loop->get_executor(), server_.url(), was_open),
        asio::detached);
    while (!was_open)
        loop->run_one();
    loop.reset();
}

TEST(AsyncStream, IsReadFromAnotherExecutor) {
    TestServer server;
    server.route("GET", "/",
                 [](const ServerRequest&) { return ServerResponse::chunked({"one\n", "two\n"}); });
    testing::ClientThread thread({.base_url = server.url()});
    asio::io_context elsewhere(1);
    auto opening =
        thread.call([](AsyncClient& client) { return client.get("/").stream(asio::use_future); });
    std::optional<AsyncStreamedResponse> response(testing::get(std::move(opening)));
    testing::run_on(elsewhere, [](const AsyncStreamedResponse& open) -> Task<void> {
        EXPECT_THAT(co_await all(open.lines()), ElementsAre("one", "two"));
    }(*response));
    thread.call([&](AsyncClient&) {
        response.reset();
        return 0;
    });
}

}  // namespace
}  // namespace curlew
