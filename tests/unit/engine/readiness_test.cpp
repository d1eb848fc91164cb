#include "engine/readiness.hpp"

#include "engine/socket.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace curlew::engine {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// Two sockets that are connected to each other; the first is watched.
class Pair {
public:
    Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds_.data()), 0); }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair() {
        hang_up();
        ::close(fds_[0]);
    }

    [[nodiscard]] int watched() const noexcept { return fds_[0]; }
    void speak() const { EXPECT_EQ(send_now(fds_[1], "x").error, 0); }
    void hang_up() {
        if (const int fd = std::exchange(fds_[1], -1); fd >= 0) ::close(fd);
    }

private:
    std::array<int, 2> fds_{-1, -1};
};

/// Watches one socket, and keeps what it is told.
class Listener final : public ReadinessObserver {
public:
    Listener(Readiness& readiness, const Pair& pair) : readiness_(readiness), fd_(pair.watched()) {
        EXPECT_EQ(readiness_.add(fd_, *this), 0);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { readiness_.remove(fd_, *this); }

    std::vector<std::uint32_t> told;
    std::function<void()> then = [] {};

private:
    void on_ready(std::uint32_t events) noexcept override {
        told.push_back(events);
        const auto action = then;  // may destroy this
        action();
    }

    Readiness& readiness_;
    const int fd_;
};

class ReadinessTest : public ::testing::Test {
protected:
    /// All that has happened up to now.
    void poll() {
        const auto work = asio::make_work_guard(loop_);
        loop_.restart();
        while (loop_.poll() > 0) {
        }
    }

    asio::io_context loop_{1};
    Readiness readiness_{loop_.get_executor()};
};

TEST_F(ReadinessTest, TellsOnceHowItIsAndThenWhatChanges) {
    Pair pair;
    const Listener listener(readiness_, pair);
    poll();
    ASSERT_EQ(listener.told.size(), 1u);
    EXPECT_EQ(listener.told[0], EPOLLOUT);
    poll();
    EXPECT_EQ(listener.told.size(), 1u);
    pair.speak();
    poll();
    ASSERT_EQ(listener.told.size(), 2u);
    EXPECT_NE(listener.told[1] & EPOLLIN, 0u);
    poll();
    EXPECT_EQ(listener.told.size(), 2u) << "nothing has changed, although nobody has read it";
    pair.hang_up();
    poll();
    ASSERT_EQ(listener.told.size(), 3u);
    EXPECT_NE(listener.told[2] & EPOLLRDHUP, 0u);
}

TEST_F(ReadinessTest, DoesNotKeepTheLoopRunning) {
    const Pair pair;
    std::optional<Listener> listener;
    asio::post(loop_, [&] { listener.emplace(readiness_, pair); });
    loop_.run_for(20s);
    EXPECT_TRUE(listener.has_value());
    EXPECT_TRUE(loop_.stopped()) << "although a socket is watched";
}

TEST_F(ReadinessTest, TellsMoreSocketsThanItAsksForAtOnce) {
    std::array<Pair, 300> pairs;
    std::vector<std::unique_ptr<Listener>> listeners;
    for (const Pair& pair : pairs)
        listeners.push_back(std::make_unique<Listener>(readiness_, pair));
    poll();
    for (const auto& listener : listeners)
        EXPECT_EQ(listener->told.size(), 1u);
}

TEST_F(ReadinessTest, TellsNobodyWhoWasRemovedByAnother) {
    const Pair one;
    const Pair two;
    std::optional<Listener> first(std::in_place, readiness_, one);
    std::optional<Listener> second(std::in_place, readiness_, two);
    int told = 0;
    first->then = [&] {
        ++told;
        second.reset();
    };
    second->then = [&] {
        ++told;
        first.reset();
    };
    poll();
    EXPECT_EQ(told, 1);
}

TEST_F(ReadinessTest, MayBeToldToThoseWhoRemoveThemselves) {
    const Pair pair;
    std::optional<Listener> listener(std::in_place, readiness_, pair);
    listener->then = [&] { listener.reset(); };
    poll();
    EXPECT_FALSE(listener.has_value());
}

TEST_F(ReadinessTest, GoesOnAfterThereWasNothingToWatch) {
    for (int i = 0; i < 3; ++i) {
        const Pair pair;
        {
            const Listener brief(readiness_, pair);
        }
        const Listener listener(readiness_, pair);
        poll();
        EXPECT_EQ(listener.told.size(), 1u);
    }
}

TEST_F(ReadinessTest, SaysWhatCannotBeWatched) {
    struct Deaf final : ReadinessObserver {
        void on_ready(std::uint32_t) noexcept override {}
    } deaf;
    EXPECT_EQ(readiness_.add(-1, deaf), EBADF);
}

TEST(ReadinessOnThreads, LetsThemGoOnceNothingIsWatched) {
    asio::thread_pool pool(2);
    const auto strand = asio::make_strand(pool);
    const Pair pair;
    Readiness readiness(strand);
    std::optional<Listener> listener;
    std::promise<void> told;
    asio::post(strand, [&] {
        listener.emplace(readiness, pair);
        listener->then = [&] {
            told.set_value();
            listener.reset();
        };
    });
    EXPECT_EQ(told.get_future().wait_for(20s), std::future_status::ready);
    auto joined = std::async(std::launch::async, [&] { pool.join(); });
    EXPECT_EQ(joined.wait_for(20s), std::future_status::ready);
    pool.stop();
}

}  // namespace
}  // namespace curlew::engine
