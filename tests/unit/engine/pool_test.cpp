#include "engine/pool.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace curlew::engine {
namespace {

using namespace std::chrono_literals;

/// A connection's bytes that never come; counts how many are open.
class CountedStream final : public Stream {
public:
    explicit CountedStream(std::atomic<int>& open) : open_(open) { ++open_; }
    ~CountedStream() override { --open_; }

    Task<IoResult> read_some(std::span<char>, std::optional<Duration>) override {
        co_return IoResult{IoStatus::timed_out, 0, {}};
    }
    Task<IoResult> write(std::string_view, std::optional<Duration>) override {
        co_return IoResult{IoStatus::timed_out, 0, {}};
    }
    IoResult read_now(std::span<char>) override { return {IoStatus::timed_out, 0, {}}; }

private:
    std::atomic<int>& open_;
};

class PoolTest : public ::testing::Test {
protected:
    static std::optional<Clock::time_point> soon() { return Clock::now() + 20s; }
    static std::optional<Clock::time_point> now() { return Clock::now(); }

    /// A lease with a connection that was opened for it, or the one from the pool.
    Lease open(Pool& pool, std::string_view origin) {
        Grant grant = pool.acquire(origin, soon());
        EXPECT_EQ(grant.refusal, Refusal::none);
        if (grant.lease.connection() == nullptr) {
            grant.lease.replace(
                std::make_unique<Connection>(std::make_unique<CountedStream>(open_)));
        }
        return std::move(grant.lease);
    }

    std::atomic<int> open_ = 0;
};

TEST_F(PoolTest, GivesBackTheConnectionThatWasReturned) {
    Pool pool({});
    Lease first = open(pool, "http://a");
    const Connection* connection = first.connection();
    first.give_back();
    const Lease second = open(pool, "http://a");
    EXPECT_EQ(second.connection(), connection);
}

TEST_F(PoolTest, NeverMixesOrigins) {
    Pool pool({});
    open(pool, "http://a").give_back();
    const Grant other = pool.acquire("http://b", now());
    EXPECT_EQ(other.refusal, Refusal::none);
    EXPECT_EQ(other.lease.connection(), nullptr);
}

TEST_F(PoolTest, PrefersTheConnectionThatWasUsedLast) {
    Pool pool({});
    Lease older = open(pool, "http://a");
    Lease newer = open(pool, "http://a");
    const Connection* last = newer.connection();
    older.give_back();
    newer.give_back();
    EXPECT_EQ(open(pool, "http://a").connection(), last);
}

TEST_F(PoolTest, ClosesTheConnectionOfALeaseThatIsDropped) {
    Pool pool({});
    {
        const Lease lease = open(pool, "http://a");
    }
    EXPECT_EQ(open_, 0);
    EXPECT_EQ(pool.acquire("http://a", now()).lease.connection(), nullptr);
}

TEST_F(PoolTest, TimesOutWhenAllConnectionsAreInUse) {
    Pool pool({.max_connections = 1});
    const Lease held = open(pool, "http://a");
    EXPECT_EQ(pool.acquire("http://a", Clock::now() + 1ms).refusal, Refusal::timed_out);
}

TEST_F(PoolTest, HasRoomAgainAfterALeaseIsDroppedOrAWaiterGaveUp) {
    Pool pool({.max_connections = 1});
    {
        const Lease held = open(pool, "http://a");
        EXPECT_EQ(pool.acquire("http://b", Clock::now() + 1ms).refusal, Refusal::timed_out);
    }
    EXPECT_EQ(pool.acquire("http://b", now()).refusal, Refusal::none);
}

TEST_F(PoolTest, ClosesAnIdleConnectionToMakeRoomForAnotherOrigin) {
    Pool pool({.max_connections = 2});
    Lease first = open(pool, "http://a");
    Lease second = open(pool, "http://b");
    first.give_back();
    second.give_back();
    const Lease third = open(pool, "http://c");
    EXPECT_EQ(open_, 2);
    EXPECT_EQ(pool.acquire("http://b", now()).lease.connection() != nullptr, true)
        << "the longest idle one goes first";
}

TEST_F(PoolTest, KeepsNoMoreIdleConnectionsThanAllowed) {
    Pool pool({.max_keepalive_connections = 2});
    std::vector<Lease> leases;
    for (int i = 0; i < 5; ++i)
        leases.push_back(open(pool, "http://a"));
    for (Lease& lease : leases)
        lease.give_back();
    EXPECT_EQ(open_, 2);
}

TEST_F(PoolTest, KeepsNoneWhenKeepAliveIsOff) {
    Pool pool({.max_keepalive_connections = 0});
    open(pool, "http://a").give_back();
    EXPECT_EQ(open_, 0);
}

TEST_F(PoolTest, ClosesConnectionsThatWereIdleForTooLong) {
    Pool pool({.keepalive_expiry = 0s});
    open(pool, "http://a").give_back();
    EXPECT_EQ(pool.acquire("http://a", now()).lease.connection(), nullptr);
    EXPECT_EQ(open_, 0);
}

TEST_F(PoolTest, HandsAReturnedConnectionToWhoeverWaits) {
    Pool pool({.max_connections = 1});
    Lease held = open(pool, "http://a");
    const Connection* connection = held.connection();
    auto waiter = std::async(std::launch::async, [&] { return pool.acquire("http://a", soon()); });
    while (pool.waiting() == 0)
        std::this_thread::yield();
    held.give_back();
    EXPECT_EQ(waiter.get().lease.connection(), connection);
}

TEST_F(PoolTest, GivesAWaiterForAnotherOriginThePlaceInstead) {
    Pool pool({.max_connections = 1});
    Lease held = open(pool, "http://a");
    auto waiter = std::async(std::launch::async, [&] { return pool.acquire("http://b", soon()); });
    while (pool.waiting() == 0)
        std::this_thread::yield();
    held.give_back();
    const Grant grant = waiter.get();
    EXPECT_EQ(grant.refusal, Refusal::none);
    EXPECT_EQ(grant.lease.connection(), nullptr);
    EXPECT_EQ(open_, 0);
}

TEST_F(PoolTest, ServesWaitersInTheOrderInWhichTheyCame) {
    Pool pool({.max_connections = 1});
    Lease held = open(pool, "http://a");
    std::vector<int> served;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            Lease lease = open(pool, "http://a");
            served.push_back(i);  // one connection: one thread at a time
            lease.give_back();
        });
        while (pool.waiting() != static_cast<std::size_t>(i) + 1)
            std::this_thread::yield();
    }
    held.give_back();
    threads.clear();
    EXPECT_TRUE(std::ranges::is_sorted(served));
    EXPECT_EQ(served.size(), 8u);
}

TEST_F(PoolTest, RefusesWaitersAndNewcomersOnceItIsClosed) {
    Pool pool({.max_connections = 1});
    Lease held = open(pool, "http://a");
    auto waiter = std::async(std::launch::async, [&] { return pool.acquire("http://a", soon()); });
    while (pool.waiting() == 0)
        std::this_thread::yield();
    pool.close();
    EXPECT_EQ(waiter.get().refusal, Refusal::closed);
    EXPECT_EQ(pool.acquire("http://a", soon()).refusal, Refusal::closed);
    held.give_back();
    EXPECT_EQ(open_, 0) << "a lease that outlives close() closes its connection at the end";
}

TEST_F(PoolTest, ForgetsOriginsThatItNoLongerKnowsConnectionsOf) {
    Pool pool({.max_keepalive_connections = 1});
    for (int i = 0; i < 10'000; ++i)
        open(pool, "http://host" + std::to_string(i)).give_back();
    EXPECT_EQ(open_, 1);
    EXPECT_LT(pool.known_origins(), 200u);
}

TEST_F(PoolTest, NeverHasMoreConnectionsThanAllowedHoweverManyThreadsAsk) {
    constexpr int limit = 3;
    Pool pool({.max_connections = limit});
    std::atomic<int> most = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 16; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 500; ++i) {
                Lease lease = open(pool, (t + i) % 2 == 0 ? "http://a" : "http://b");
                int seen = most;
                const int count = open_;
                while (count > seen && !most.compare_exchange_weak(seen, count)) {
                }
                if (i % 3 != 0) lease.give_back();
            }
        });
    }
    threads.clear();
    EXPECT_LE(most, limit);
    pool.close();
    EXPECT_EQ(open_, 0);
}

}  // namespace
}  // namespace curlew::engine
