#include "support/async_run.hpp"

#include <curlew/async_client.hpp>
#include <curlew/client.hpp>
#include <curlew/testing/fake_clock.hpp>
#include <curlew/testing/mock_transport.hpp>

#include <chrono>
#include <future>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew::testing {
namespace {

using namespace std::chrono_literals;

TEST(FakeClockTest, GoesWhenItIsTold) {
    const FakeClock clock;
    const auto begin = clock.now();
    const auto date = clock.share()->date();
    clock.advance(90s);
    EXPECT_EQ(clock.now() - begin, 90s);
    EXPECT_EQ(clock.elapsed(), 90s);
    EXPECT_EQ(clock.share()->date() - date, 90s);
}

TEST(FakeClockTest, HasADateThatGoesOn) {
    const FakeClock clock;
    const std::chrono::sys_days day = std::chrono::year(2020) / 2 / 29;
    clock.set_date(day);
    clock.advance(24h);
    EXPECT_EQ(clock.share()->date(), day + std::chrono::days(1));
}

TEST(FakeClockTest, WakesInOrder) {
    const FakeClock clock(FakeClock::Going::by_hand);
    std::vector<int> woken;
    const auto late = clock.share()->wake_at(clock.now() + 2s, [&] { woken.push_back(2); });
    const auto soon = clock.share()->wake_at(clock.now() + 1s, [&] { woken.push_back(1); });
    auto never = clock.share()->wake_at(clock.now() + 1s, [&] { woken.push_back(0); });
    EXPECT_EQ(clock.sleepers(), 3u);
    never.reset();
    EXPECT_TRUE(clock.advance_to_next());
    EXPECT_EQ(clock.elapsed(), 1s);
    EXPECT_EQ(woken, std::vector{1});
    clock.advance(10s);
    EXPECT_EQ(woken, (std::vector{1, 2}));
    EXPECT_EQ(clock.sleepers(), 0u);
    EXPECT_FALSE(clock.advance_to_next());
}

TEST(FakeClockTest, GoesByItselfForWaitsAlone) {
    const FakeClock clock;
    std::vector<int> woken;
    const auto limit = clock.share()->wake_at(
        clock.now() + 1s, [&] { woken.push_back(1); }, Clock::Purpose::limit);
    EXPECT_EQ(clock.elapsed(), 0s);
    EXPECT_EQ(woken, std::vector<int>());
    const auto wait = clock.share()->wake_at(clock.now() + 2s, [&] { woken.push_back(2); });
    EXPECT_EQ(clock.elapsed(), 2s);
    EXPECT_EQ(woken, (std::vector{1, 2})) << "the limit was reached on the way";
}

TEST(FakeClockTest, HoldsARequestOfAClientUntilItIsTold) {
    const FakeClock clock(FakeClock::Going::by_hand);
    const MockTransport mock;
    auto route = mock.get("/").reply(503).reply(ServerResponse::text("at last"));
    const Client client({.base_url = "http://example.com",
                         .retry = {.jitter = Jitter::none},
                         .transport = mock,
                         .clock = clock.share()});
    auto pending = std::async(std::launch::async, [&] { return client.get("/").send(); });
    clock.wait_for_sleepers(1);
    EXPECT_EQ(route.call_count(), 1u);
    clock.advance(499ms);
    EXPECT_EQ(clock.sleepers(), 1u);
    clock.advance(1ms);
    EXPECT_EQ(pending.get().bytes(), "at last");
}

TEST(FakeClockTest, HoldsARequestOfAnAsyncClientUntilItIsTold) {
    const FakeClock clock(FakeClock::Going::by_hand);
    const MockTransport mock;
    mock.get("/").reply(503).reply(ServerResponse::text("at last"));
    boost::asio::io_context loop(1);
    const AsyncClient client(
        loop.get_executor(),
        {.base_url = "http://example.com", .transport = mock, .clock = clock.share()});
    auto pending = client.get("/").send(boost::asio::use_future);
    while (clock.sleepers() == 0)
        loop.run_one();
    clock.advance_to_next();
    testing::run_dry(loop);
    EXPECT_EQ(testing::get(std::move(pending)).bytes(), "at last");
}

}  // namespace
}  // namespace curlew::testing
