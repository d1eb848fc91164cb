#include "engine/pool.hpp"

#include "engine/blocking_gate.hpp"
#include "support/scripted_stream.hpp"

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

    IoResult read_some(std::span<char>, std::optional<Duration>) override {
        return {IoStatus::timed_out, 0, {}};
    }
    IoResult write_some(std::string_view, std::optional<Duration>) override {
        return {IoStatus::timed_out, 0, {}};
    }
    [[nodiscard]] bool suspends() const noexcept override { return false; }
    Task<Wake> wait(Direction, Deadline) override { co_return Wake::ready; }
    [[nodiscard]] bool is_drained() const noexcept override { return true; }
    [[nodiscard]] bool is_quiet() override { return true; }
    bool watch(IdleObserver* observer) override {
        observer_ = observer;
        return true;
    }
    void interrupt() noexcept override { interrupted_ = true; }

    /// What a stream does that notices something while it is idle.
    void stir() { observer_->on_activity(); }
    [[nodiscard]] bool was_interrupted() const noexcept { return interrupted_; }

private:
    std::atomic<int>& open_;
    IdleObserver* observer_ = nullptr;
    bool interrupted_ = false;
};

struct Grant {
    Lease lease;
    Answer answer;
};

/// Waits on the calling thread.
Grant acquire(Pool& pool, std::string_view origin, Deadline deadline) {
    Grant grant{{}, Answer::wait};
    BlockingGate gate;
    Waiter waiter(pool, origin, gate);
    (void)testing::run_to_end(gate.wait(deadline));
    grant.answer = waiter.leave();
    grant.lease = waiter.take_lease();
    return grant;
}

class PoolTest : public ::testing::Test {
protected:
    static std::optional<Clock::time_point> soon() { return Clock::now() + 20s; }
    static std::optional<Clock::time_point> now() { return Clock::now(); }

    /// A lease with a connection that was opened for it, or the one from the pool.
    Lease open(Pool& pool, std::string_view origin) {
        Grant grant = acquire(pool, origin, soon());
        EXPECT_EQ(grant.answer, Answer::granted);
        if (grant.lease.connection() == nullptr) {
            grant.lease.replace(
                std::make_unique<Connection>(std::make_unique<CountedStream>(open_)));
        }
        return std::move(grant.lease);
    }

    std::atomic<int> open_ = 0;
};

TEST_F(PoolTest, GivesBackTheConnectionThatWasReturned) {
    Pool pool({}, true);
    Lease first = open(pool, "http://a");
    const Connection* connection = first.connection();
    first.give_back();
    const Lease second = open(pool, "http://a");
    EXPECT_EQ(second.connection(), connection);
}

TEST_F(PoolTest, NeverMixesOrigins) {
    Pool pool({}, true);
    open(pool, "http://a").give_back();
    const Grant other = acquire(pool, "http://b", now());
    EXPECT_EQ(other.answer, Answer::granted);
    EXPECT_EQ(other.lease.connection(), nullptr);
}

TEST_F(PoolTest, PrefersTheConnectionThatWasUsedLast) {
    Pool pool({}, true);
    Lease older = open(pool, "http://a");
    Lease newer = open(pool, "http://a");
    const Connection* last = newer.connection();
    older.give_back();
    newer.give_back();
    EXPECT_EQ(open(pool, "http://a").connection(), last);
}

TEST_F(PoolTest, ClosesTheConnectionOfALeaseThatIsDropped) {
    Pool pool({}, true);
    {
        const Lease lease = open(pool, "http://a");
    }
    EXPECT_EQ(open_, 0);
    EXPECT_EQ(acquire(pool, "http://a", now()).lease.connection(), nullptr);
}

TEST_F(PoolTest, TimesOutWhenAllConnectionsAreInUse) {
    Pool pool({.max_connections = 1}, true);
    const Lease held = open(pool, "http://a");
    EXPECT_EQ(acquire(pool, "http://a", Clock::now() + 1ms).answer, Answer::wait);
}

TEST_F(PoolTest, HasRoomAgainAfterALeaseIsDroppedOrAWaiterGaveUp) {
    Pool pool({.max_connections = 1}, true);
    {
        const Lease held = open(pool, "http://a");
        EXPECT_EQ(acquire(pool, "http://b", Clock::now() + 1ms).answer, Answer::wait);
    }
    EXPECT_EQ(acquire(pool, "http://b", now()).answer, Answer::granted);
}

TEST_F(PoolTest, ClosesAnIdleConnectionToMakeRoomForAnotherOrigin) {
    Pool pool({.max_connections = 2}, true);
    Lease first = open(pool, "http://a");
    Lease second = open(pool, "http://b");
    first.give_back();
    second.give_back();
    const Lease third = open(pool, "http://c");
    EXPECT_EQ(open_, 2);
    EXPECT_EQ(acquire(pool, "http://b", now()).lease.connection() != nullptr, true)
        << "the longest idle one goes first";
}

TEST_F(PoolTest, KeepsNoMoreIdleConnectionsThanAllowed) {
    Pool pool({.max_keepalive_connections = 2}, true);
    std::vector<Lease> leases;
    for (int i = 0; i < 5; ++i)
        leases.push_back(open(pool, "http://a"));
    for (Lease& lease : leases)
        lease.give_back();
    EXPECT_EQ(open_, 2);
}

TEST_F(PoolTest, KeepsNoneWhenKeepAliveIsOff) {
    Pool pool({.max_keepalive_connections = 0}, true);
    open(pool, "http://a").give_back();
    EXPECT_EQ(open_, 0);
}

TEST_F(PoolTest, ClosesConnectionsThatWereIdleForTooLong) {
    Pool pool({.keepalive_expiry = 0s}, true);
    open(pool, "http://a").give_back();
    EXPECT_EQ(acquire(pool, "http://a", now()).lease.connection(), nullptr);
    EXPECT_EQ(open_, 0);
}

TEST_F(PoolTest, HandsAReturnedConnectionToWhoeverWaits) {
    Pool pool({.max_connections = 1}, true);
    Lease held = open(pool, "http://a");
    const Connection* connection = held.connection();
    auto waiter = std::async(std::launch::async, [&] { return acquire(pool, "http://a", soon()); });
    while (pool.stats().waiting == 0)
        std::this_thread::yield();
    held.give_back();
    EXPECT_EQ(waiter.get().lease.connection(), connection);
}

TEST_F(PoolTest, GivesAWaiterForAnotherOriginThePlaceInstead) {
    Pool pool({.max_connections = 1}, true);
    Lease held = open(pool, "http://a");
    auto waiter = std::async(std::launch::async, [&] { return acquire(pool, "http://b", soon()); });
    while (pool.stats().waiting == 0)
        std::this_thread::yield();
    held.give_back();
    const Grant grant = waiter.get();
    EXPECT_EQ(grant.answer, Answer::granted);
    EXPECT_EQ(grant.lease.connection(), nullptr);
    EXPECT_EQ(open_, 0);
}

TEST_F(PoolTest, ServesWaitersInTheOrderInWhichTheyCame) {
    Pool pool({.max_connections = 1}, true);
    Lease held = open(pool, "http://a");
    std::vector<int> served;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&, i] {
            Lease lease = open(pool, "http://a");
            served.push_back(i);  // one connection: one thread at a time
            lease.give_back();
        });
        while (pool.stats().waiting != static_cast<std::size_t>(i) + 1)
            std::this_thread::yield();
    }
    held.give_back();
    threads.clear();
    EXPECT_TRUE(std::ranges::is_sorted(served));
    EXPECT_EQ(served.size(), 8u);
}

TEST_F(PoolTest, RefusesWaitersAndNewcomersOnceItIsClosed) {
    Pool pool({.max_connections = 1}, true);
    Lease held = open(pool, "http://a");
    auto waiter = std::async(std::launch::async, [&] { return acquire(pool, "http://a", soon()); });
    while (pool.stats().waiting == 0)
        std::this_thread::yield();
    pool.close();
    EXPECT_EQ(waiter.get().answer, Answer::closed);
    EXPECT_EQ(acquire(pool, "http://a", soon()).answer, Answer::closed);
    held.give_back();
    EXPECT_EQ(open_, 0) << "a lease that outlives close() closes its connection at the end";
}

TEST_F(PoolTest, ForgetsOriginsThatItNoLongerKnowsConnectionsOf) {
    Pool pool({.max_keepalive_connections = 1}, true);
    for (int i = 0; i < 10'000; ++i)
        open(pool, "http://host" + std::to_string(i)).give_back();
    EXPECT_EQ(open_, 1);
    EXPECT_LT(pool.known_origins(), 200u);
}

TEST_F(PoolTest, NeverHasMoreConnectionsThanAllowedHoweverManyThreadsAsk) {
    constexpr int limit = 3;
    Pool pool({.max_connections = limit}, true);
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

TEST_F(PoolTest, LetsAnOriginHaveNoMoreConnectionsThanAllowed) {
    Pool pool({.max_connections_per_host = 2}, true);
    const Lease first = open(pool, "http://a");
    Lease second = open(pool, "http://a");
    EXPECT_EQ(acquire(pool, "http://a", now()).answer, Answer::wait);
    EXPECT_EQ(acquire(pool, "http://b", now()).answer, Answer::granted);
    second.give_back();
    EXPECT_EQ(acquire(pool, "http://a", now()).answer, Answer::granted);
}

TEST_F(PoolTest, DoesNotLetAFullOriginHoldUpOthers) {
    Pool pool({.max_connections = 2, .max_connections_per_host = 1}, true);
    Lease a = open(pool, "http://a");
    BlockingGate gate_a;
    Waiter waits_for_a(pool, "http://a", gate_a);
    EXPECT_EQ(acquire(pool, "http://b", now()).answer, Answer::granted);
    a.give_back();
    EXPECT_EQ(waits_for_a.leave(), Answer::granted);
    EXPECT_NE(waits_for_a.take_lease().connection(), nullptr);
}

TEST_F(PoolTest, ServesWhoeverCameFirstWhenAPlaceIsOfUseToSeveral) {
    Pool pool({.max_connections = 2, .max_connections_per_host = 1}, true);
    Lease a = open(pool, "http://a");
    Lease b = open(pool, "http://b");
    BlockingGate gate;
    Waiter second_a(pool, "http://a", gate);
    Waiter c(pool, "http://c", gate);
    Waiter second_b(pool, "http://b", gate);
    b.give_back();
    EXPECT_EQ(c.leave(), Answer::granted) << "it came before the one that wants b";
    EXPECT_EQ(second_b.leave(), Answer::wait);
    EXPECT_EQ(second_a.leave(), Answer::wait) << "its origin is full";
    EXPECT_EQ(open_, 1);
}

TEST_F(PoolTest, GivesAConnectionBackThatWasGrantedToOneWhoGaveUp) {
    Pool pool({.max_connections = 1}, true);
    Lease held = open(pool, "http://a");
    {
        BlockingGate gate;
        const Waiter waiter(pool, "http://a", gate);
        held.give_back();
        EXPECT_EQ(pool.stats().in_use, 1u);
    }
    EXPECT_EQ(pool.stats().in_use, 0u);
    EXPECT_EQ(pool.stats().idle, 1u);
}

TEST_F(PoolTest, ForgetsAnIdleConnectionThatStirs) {
    Pool pool({}, false);
    Lease lease = open(pool, "http://a");
    auto& stream = static_cast<CountedStream&>(*lease.connection()->stream);
    lease.give_back();
    stream.stir();
    EXPECT_EQ(open_, 0);
    EXPECT_EQ(pool.stats().idle, 0u);
}

TEST_F(PoolTest, InterruptsWhatIsInUseWhenItIsClosed) {
    Pool pool({}, true);
    const Lease lease = open(pool, "http://a");
    pool.close();
    EXPECT_TRUE(static_cast<CountedStream&>(*lease.connection()->stream).was_interrupted());
    EXPECT_EQ(lease.interrupts().interruption(), Interruption::closed);
}

TEST_F(PoolTest, CountsWhatItHas) {
    Pool pool({.max_connections = 2}, true);
    Lease first = open(pool, "http://a");
    Lease second = open(pool, "http://b");
    BlockingGate gate;
    const Waiter waiter(pool, "http://c", gate);
    PoolStats stats = pool.stats();
    EXPECT_EQ(stats.in_use, 2u);
    EXPECT_EQ(stats.waiting, 1u);
    EXPECT_EQ(stats.opened, 2u);
    first.give_back();
    stats = pool.stats();
    EXPECT_EQ(stats.in_use, 2u) << "the place went to the one who waited";
    EXPECT_EQ(stats.waiting, 0u);
    second.give_back();
    EXPECT_EQ(pool.stats().idle, 1u);
}

}  // namespace
}  // namespace curlew::engine
