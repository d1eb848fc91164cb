#include "engine/event.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace curlew::engine {

namespace asio = boost::asio;

Task<Wake> Event::wait(Deadline deadline) {
    // A cancellation that came between two waits is not delivered to this one.
    const asio::cancellation_state cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none) co_return Wake::interrupted;
    if (state_ != Wake::timed_out) co_return state_;

    timer_.expires_at(deadline.value_or(Clock::time_point::max()));
    boost::system::error_code error;
    waiting_ = true;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
    waiting_ = false;
    if (state_ == Wake::timed_out && error) co_return Wake::interrupted;  // by a cancellation slot
    co_return state_;
}

void Event::become(Wake state) noexcept {
    if (state_ == Wake::interrupted) return;
    state_ = state;
    if (waiting_) timer_.cancel();
}

void AsyncGate::open_from_elsewhere() {
    asio::post(event_->get_executor(), [event = event_] { event->set(); });
}

}  // namespace curlew::engine
