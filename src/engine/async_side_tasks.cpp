#include "engine/async_side_tasks.hpp"

#include "engine/event.hpp"
#include "engine/failure.hpp"

#include <curlew/errors.hpp>

#include <cstddef>
#include <exception>
#include <list>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace curlew::engine {

namespace asio = boost::asio;
namespace this_coro = boost::asio::this_coro;

/// Tasks that were given at the same time.
struct AsyncSideTasks::Group {
    bool has_begun = false;
    std::size_t running = 1;       // the first one is, from the beginning
    std::list<AsyncGate> waiting;  // of each that has not begun

    void end() {
        if (--running > 0) return;
        for (AsyncGate& gate : waiting)
            gate.interrupt();
    }
};

namespace {

/// The task obeys whatever its parent has let pass: the parent has the filter.
Task<void> obey_each_cancellation() {
    const auto cancellation = co_await this_coro::cancellation_state;
    if (cancellation.cancelled() == asio::cancellation_type::none) {
        co_await this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    }
}

}  // namespace

Task<void> AsyncSideTasks::carry_out(Group& group, Task<void> task) {
    std::exception_ptr failure;
    try {
        co_await std::move(task);
    } catch (...) {
        failure = std::current_exception();
    }
    group.end();
    if (failure) std::rethrow_exception(failure);
}

Task<void> AsyncSideTasks::begin(Group& group, Task<void> first) {
    // As in ClientCore::perform(): the waits look at the cancellation themselves.
    co_await this_coro::throw_if_cancelled(false);
    co_await obey_each_cancellation();
    group.has_begun = true;
    co_await carry_out(group, std::move(first));
}

Task<void> AsyncSideTasks::begin(Group& group, Later later) {
    // As in ClientCore::perform(): the waits look at the cancellation themselves.
    co_await this_coro::throw_if_cancelled(false);
    co_await obey_each_cancellation();
    if (group.running == 0) co_return;
    const auto gate = group.waiting.emplace(group.waiting.end(), executor_);
    AsyncGate& due = *gate;
    const std::unique_ptr<Alarm> alarm = clock_->wake_at(
        later.time, [&due] { due.open_from_elsewhere(); }, curlew::Clock::Purpose::limit);
    const Wake wake = co_await due.wait(alarm ? std::nullopt : Deadline(later.time));
    if (wake == Wake::interrupted) co_return;
    ++group.running;
    Task<void> task = later.start();
    co_await carry_out(group, std::move(task));
}

Task<void> AsyncSideTasks::run(Task<void> first, std::vector<Later> others) {
    const auto cancellation = co_await this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none) {
        // A cancellation is passed on only while they run. The one that there was, it knows itself.
        co_await std::move(first);
        co_return;
    }
    // Asio owns them and the coroutine that waits for them, and lets go of it last.
    using Operation = decltype(asio::co_spawn(executor_, std::move(first), asio::deferred));
    Group group;
    std::vector<Operation> operations;
    operations.reserve(1 + others.size());
    operations.push_back(asio::co_spawn(executor_, begin(group, std::move(first)), asio::deferred));
    for (Later& later : others) {
        operations.push_back(
            asio::co_spawn(executor_, begin(group, std::move(later)), asio::deferred));
    }
    auto all = asio::experimental::make_parallel_group(std::move(operations));
    const auto [order, failures] =
        co_await all.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    // It is the last task that has come here. What follows may throw, and that is not its business.
    co_await asio::post(executor_, asio::use_awaitable);
    // Asio itself ends what is cancelled between being launched and begun.
    if (!group.has_begun) throw_interrupted(Phase::pool, Interruption::cancelled);
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace curlew::engine
