// What a Connection does when it follows a script.

#include "testing/connection.hpp"
#include "testing/latch_state.hpp"

#include <chrono>
#include <string_view>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace curlew::testing::detail {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;

namespace {

/// How much is kept of what a client sends while it should be waiting.
constexpr std::size_t early_limit = 64 * 1024;

asio::awaitable<void> sleep_until(Clock::time_point when) {
    asio::steady_timer timer(co_await asio::this_coro::executor, when);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> until(Clock::time_point when, std::optional<Latch> latch) {
    if (when > Clock::now()) co_await sleep_until(when);
    if (latch) co_await wait_for_release(latch->state());
}

}  // namespace

/// @return whether the connection is still open
asio::awaitable<bool> Connection::play(const Script& script) {
    for (const Script::Step& step : script.steps()) {
        if (!co_await perform(step)) {
            note_request();
            co_return false;
        }
    }
    const bool in_request = head_is_fresh_ || reader_.body_is_unread();
    head_is_fresh_ = false;
    bool lasts = true;
    if (in_request) lasts = co_await next_body();
    note_request();
    co_return lasts;
}

/// @return whether the script goes on
asio::awaitable<bool> Connection::perform(const Script::Step& step) {
    using Action = Script::Action;
    const Action action = step.action;
    if (action == Action::read_head || action == Action::read_request) {
        if (!co_await next_head()) co_return false;
    }
    if (action == Action::read_body || action == Action::read_request) {
        co_return co_await next_body();
    }
    if (action == Action::read_head) co_return true;

    note_request();
    switch (action) {
        case Action::read_head:
        case Action::read_body:
        case Action::read_request:
            break;
        case Action::send:
            co_await channel_.write(step.bytes);
            break;
        case Action::trickle:
            co_await trickle(step);
            break;
        case Action::pause:
        case Action::wait:
            co_return co_await wait(step.time, step.latch);
        case Action::release:
            step.latch->release();
            break;
        case Action::tls_handshake:
            if (!server_.tls) co_return false;
            co_return co_await handshake();
        case Action::half_close:
            co_await channel_.half_close();
            break;
        case Action::hang:
            co_await ignore_client();
            co_return false;
        case Action::stall:
            co_await sleep_until(Clock::time_point::max());
            break;
        case Action::close:
            channel_.close(Channel::Farewell::polite);
            co_return false;
        case Action::abandon:
            channel_.close(Channel::Farewell::silent);
            co_return false;
        case Action::reset:
            channel_.close(Channel::Farewell::reset);
            co_return false;
    }
    co_return true;
}

// GCC 12 miscompiles `a && co_await b` and `do ...; while (co_await a)`: each wait stands alone.

asio::awaitable<bool> Connection::next_head() {
    if (std::exchange(head_is_fresh_, false)) co_return true;
    if (reader_.body_is_unread()) {
        if (!co_await next_body()) co_return false;
    }
    note_request();
    const Done head = co_await reader_.read_head();
    if (head != Done::done) co_return false;
    identify_request();
    co_return true;
}

asio::awaitable<bool> Connection::next_body() {
    const Done body = co_await reader_.read_body();
    co_return body == Done::done;
}

asio::awaitable<void> Connection::trickle(const Script::Step& step) {
    for (std::size_t i = 0; i < step.bytes.size(); ++i) {
        if (i > 0 && step.time.count() > 0) {
            co_await sleep_until(Clock::now() + std::chrono::ceil<Clock::duration>(step.time));
        }
        co_await channel_.write(std::string_view(step.bytes).substr(i, 1));
    }
}

asio::awaitable<void> Connection::ignore_client() {
    bool connected = true;
    while (connected) {
        channel_.consume(channel_.received().size());
        connected = co_await channel_.fill();
    }
}

/// @return false if the client went away meanwhile
asio::awaitable<bool> Connection::wait(std::chrono::nanoseconds delay, std::optional<Latch> latch) {
    const auto when = Clock::now() + std::chrono::ceil<Clock::duration>(delay);
    while (channel_.received().size() < early_limit) {
        const auto first = co_await (channel_.fill() || until(when, latch));
        if (first.index() == 1) co_return true;
        if (!std::get<0>(first)) co_return false;
    }
    co_await until(when, latch);
    co_return true;
}

/// Closes so that an answer arrives which the client may not have read yet: with bytes of the
/// client unread, the system would send RST, and the client would lose it (RFC 9112 section 9.6).
asio::awaitable<void> Connection::linger() {
    co_await channel_.half_close();
    const auto enough = Clock::now() + std::chrono::seconds(2);
    co_await (ignore_client() || sleep_until(enough));
}

}  // namespace curlew::testing::detail
