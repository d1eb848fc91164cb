#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include <boost/asio/awaitable.hpp>

namespace curlew::testing::detail {

/// What the copies of a Latch share.
class LatchState {
public:
    /// Keeps a callback registered. The callback runs at most once, in the releasing thread, and
    /// not any more when this is gone.
    class Subscription {
    public:
        Subscription(std::shared_ptr<LatchState> latch, std::function<void()> on_release);
        Subscription(const Subscription&) = delete;
        Subscription& operator=(const Subscription&) = delete;
        ~Subscription();

    private:
        std::shared_ptr<LatchState> latch_;
        std::list<std::function<void()>>::iterator place_;
    };

    void release();
    [[nodiscard]] bool released() const;
    [[nodiscard]] bool wait_for(std::chrono::nanoseconds timeout) const;

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool released_ = false;
    std::list<std::function<void()>> subscribers_;
};

/// Waits without blocking the thread. Can be cancelled.
boost::asio::awaitable<void> wait_for_release(std::shared_ptr<LatchState> latch);

}  // namespace curlew::testing::detail
