#include "testing/latch_state.hpp"

#include <curlew/testing/latch.hpp>

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace curlew::testing {
namespace asio = boost::asio;

Latch::Latch() : state_(std::make_shared<detail::LatchState>()) {}

void Latch::release() const {
    state_->release();
}
bool Latch::released() const {
    return state_->released();
}
bool Latch::wait_for(std::chrono::nanoseconds timeout) const {
    return state_->wait_for(timeout);
}

namespace detail {

LatchState::Subscription::Subscription(std::shared_ptr<LatchState> latch,
                                       std::function<void()> on_release)
    : latch_(std::move(latch)) {
    const std::lock_guard lock(latch_->mutex_);
    place_ = latch_->subscribers_.insert(latch_->subscribers_.end(), std::move(on_release));
}

LatchState::Subscription::~Subscription() {
    const std::lock_guard lock(latch_->mutex_);
    latch_->subscribers_.erase(place_);
}

void LatchState::release() {
    const std::lock_guard lock(mutex_);
    if (std::exchange(released_, true)) return;
    changed_.notify_all();
    for (const auto& on_release : subscribers_)
        on_release();
}

bool LatchState::released() const {
    const std::lock_guard lock(mutex_);
    return released_;
}

bool LatchState::wait_for(std::chrono::nanoseconds timeout) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [this] { return released_; });
}

asio::awaitable<void> wait_for_release(std::shared_ptr<LatchState> latch) {
    const auto executor = co_await asio::this_coro::executor;
    const auto alarm =
        std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max());
    const LatchState::Subscription subscription(
        latch, [executor, alarm] { asio::post(executor, [alarm] { alarm->cancel(); }); });
    // A release between this check and the wait is not missed: its alarm is queued behind us.
    while (!latch->released())
        co_await alarm->async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace detail
}  // namespace curlew::testing
