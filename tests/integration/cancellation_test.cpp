#include "support/client_thread.hpp"
#include "support/obstacle.hpp"

#include <curlew/async_client.hpp>

#include <future>
#include <memory>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using testing::Ask;
using testing::ClientThread;
using testing::Obstacle;

/// A request to be cancelled in every phase in which it can wait. Looking up the host is not among
/// them here: see testing::waiting_phases().
class Cancellation : public ::testing::TestWithParam<Phase> {
protected:
    Cancellation() { obstacle_.prepare(start()); }

    static AsyncRequestBuilder builder(const AsyncClient& client, const Ask& ask) {
        return client.request(ask.method, ask.url).body(ask.body, "");
    }

    static Task<Response> awaiting(const AsyncClient& client, Ask ask) {
        Response response = co_await builder(client, ask).send();
        co_return response;
    }

    Obstacle::Start start() {
        return [this](const Ask& ask) {
            return thread_.call([&ask](AsyncClient& client) {
                return builder(client, ask).send(asio::use_future);
            });
        };
    }
    Obstacle::Stats stats() {
        return [this] { return thread_.pool_stats(); };
    }

    /// Waits until the request is where it is to be cancelled.
    bool reached() {
        const bool there = obstacle_.wait_until_reached(stats());
        thread_.settle();
        return there;
    }

    void cancel() {
        thread_.call([this](AsyncClient&) { signal_.emit(asio::cancellation_type::terminal); });
    }

    void expect_cancelled(std::future<Response> pending) {
        try {
            testing::get(thread_.settled(std::move(pending)));
            ADD_FAILURE() << "answered in spite of it";
        } catch (const CancelledError& error) {
            EXPECT_EQ(error.phase(), GetParam()) << error.what();
        }
    }

    Obstacle obstacle_{GetParam()};
    asio::cancellation_signal signal_;
    ClientThread thread_{obstacle_.config()};
};

INSTANTIATE_TEST_SUITE_P(Phases, Cancellation, ::testing::ValuesIn(testing::waiting_phases()),
                         [](const auto& test) { return testing::name_of(test.param); });

TEST_P(Cancellation, OfACoroutineEndsTheRequestThatItAwaits) {
    auto pending = thread_.call([&](AsyncClient& client) {
        return asio::co_spawn(client.get_executor(), awaiting(client, obstacle_.ask()),
                              asio::bind_cancellation_slot(signal_.slot(), asio::use_future));
    });
    ASSERT_TRUE(reached());
    cancel();
    expect_cancelled(std::move(pending));
    obstacle_.expect_unharmed(start(), stats());
}

TEST_P(Cancellation, ThroughTheSlotOfATokenEndsTheRequest) {
    auto pending = thread_.call([&](AsyncClient& client) {
        return builder(client, obstacle_.ask())
            .send(asio::bind_cancellation_slot(signal_.slot(), asio::use_future));
    });
    ASSERT_TRUE(reached());
    cancel();
    expect_cancelled(std::move(pending));
    obstacle_.expect_unharmed(start(), stats());
}

/// Ends when the test cancels the timer.
Task<void> rings(std::shared_ptr<asio::steady_timer> alarm) {
    co_await alarm->async_wait(asio::as_tuple(asio::use_awaitable));
}

Task<std::size_t> race(Task<Response> request, std::shared_ptr<asio::steady_timer> alarm) {
    const auto first = co_await (std::move(request) || rings(std::move(alarm)));
    co_return first.index();
}

TEST_P(Cancellation, ByWhateverWasFasterThanTheRequest) {
    const auto alarm =
        std::make_shared<asio::steady_timer>(thread_.loop(), asio::steady_timer::time_point::max());
    auto winner = thread_.call([&](AsyncClient& client) {
        return asio::co_spawn(client.get_executor(),
                              race(builder(client, obstacle_.ask()).send(), alarm),
                              asio::use_future);
    });
    ASSERT_TRUE(reached());
    thread_.call([&](AsyncClient&) { alarm->cancel(); });
    EXPECT_EQ(testing::get(std::move(winner)), 1u);
    obstacle_.expect_unharmed(start(), stats());
}

TEST_P(Cancellation, ReachesTheRequestFromACoroutineOnAnotherExecutor) {
    asio::thread_pool elsewhere(1);
    auto pending = thread_.call([&](AsyncClient& client) {
        return asio::co_spawn(elsewhere, awaiting(client, obstacle_.ask()),
                              asio::bind_cancellation_slot(signal_.slot(), asio::use_future));
    });
    ASSERT_TRUE(reached());
    asio::post(elsewhere, [this] { signal_.emit(asio::cancellation_type::terminal); });
    ASSERT_EQ(pending.wait_for(testing::patience), std::future_status::ready);
    elsewhere.join();  // it has let go of the exception, as thread_ will have
    expect_cancelled(std::move(pending));
    obstacle_.expect_unharmed(start(), stats());
}

/// What a coroutine does that does not want to end when it is cancelled.
Task<Response> try_again(const AsyncClient& client, Ask ask, Phase phase) {
    const Result<Response> result =
        co_await client.request(ask.method, ask.url).body(ask.body, "").try_send();
    const auto* error = result.error_as<CancelledError>();
    EXPECT_NE(error, nullptr);
    EXPECT_EQ(error == nullptr ? Phase::prepare : error->phase(), phase);
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    Response response = co_await client.get("/fine").send();
    co_return response;
}

TEST_P(Cancellation, MayBeSurvivedByTheCoroutine) {
    auto pending = thread_.call([&](AsyncClient& client) {
        return asio::co_spawn(client.get_executor(), try_again(client, obstacle_.ask(), GetParam()),
                              asio::bind_cancellation_slot(signal_.slot(), asio::use_future));
    });
    ASSERT_TRUE(reached());
    cancel();
    obstacle_.release_others();
    EXPECT_EQ(testing::get(std::move(pending)).bytes(), "fine");
}

/// Starts a request although it has been cancelled before that.
Task<void> begin_cancelled(const AsyncClient& client, asio::cancellation_signal& signal) {
    co_await asio::this_coro::throw_if_cancelled(false);
    signal.emit(asio::cancellation_type::terminal);
    bool cancelled = false;
    try {
        co_await client.post("/").send();
    } catch (const CancelledError&) {
        cancelled = true;
    }
    EXPECT_TRUE(cancelled);
}

TEST(CancellationBeforehand, SendsNothing) {
    testing::TestServer server;
    server.fallback([] { return testing::ServerResponse::text("fine"); });
    ClientThread thread({.base_url = server.url()});
    const auto begin = [&] {
        asio::cancellation_signal signal;
        testing::get(thread.call([&](AsyncClient& client) {
            return asio::co_spawn(client.get_executor(), begin_cancelled(client, signal),
                                  asio::bind_cancellation_slot(signal.slot(), asio::use_future));
        }));
    };
    begin();
    EXPECT_EQ(server.connection_count(), 0u);
    testing::get(
        thread.call([](AsyncClient& client) { return client.get("/").send(asio::use_future); }));
    begin();  // with a connection that waits for it
    testing::get(
        thread.call([](AsyncClient& client) { return client.get("/").send(asio::use_future); }));
    EXPECT_EQ(server.request_count(), 2u) << "the cancelled ones were not sent";
    EXPECT_EQ(thread.pool_stats().in_use, 0u);
}

TEST(CancellationAfterwards, LeavesTheConnectionToTheNextRequest) {
    testing::TestServer server;
    server.get("/", [] { return testing::ServerResponse::text("fine"); });
    ClientThread thread({.base_url = server.url()});
    for (int i = 0; i < 2; ++i) {
        asio::cancellation_signal signal;
        auto pending = thread.call([&](AsyncClient& client) {
            return client.get("/").send(
                asio::bind_cancellation_slot(signal.slot(), asio::use_future));
        });
        EXPECT_EQ(testing::get(std::move(pending)).bytes(), "fine");
        thread.call([&](AsyncClient&) { signal.emit(asio::cancellation_type::terminal); });
    }
    EXPECT_EQ(server.connection_count(), 1u);
}

}  // namespace
}  // namespace curlew
