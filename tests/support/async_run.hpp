#pragma once

#include <curlew/transport.hpp>

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace curlew::testing {

/// Longer than anything takes that works, however slow the machine: only what hangs meets it.
inline constexpr std::chrono::seconds patience{60};

/// What the future brings, or an exception when it does not.
template <class T>
T get(std::future<T> future) {
    if (future.wait_for(patience) != std::future_status::ready) {
        throw std::runtime_error("what was waited for did not happen");
    }
    return future.get();
}

/// Runs the loop until it has nothing left to do, as a program's main() would.
inline void run_dry(boost::asio::io_context& loop) {
    loop.restart();
    loop.run_for(patience);
    if (!loop.stopped()) throw std::runtime_error("something keeps the event loop running");
}

namespace detail {

template <class T>
Task<void> keep(Task<T> task, std::shared_ptr<std::optional<T>> result) {
    result->emplace(co_await std::move(task));
}

}  // namespace detail

/// Runs a coroutine on the loop, until it ends; then returns or throws what it did.
inline void run_on(boost::asio::io_context& loop, Task<void> task) {
    struct End {
        bool reached = false;
        std::exception_ptr error;
    };
    const auto end = std::make_shared<End>();
    boost::asio::co_spawn(loop, std::move(task), [end](std::exception_ptr error) {
        end->reached = true;
        end->error = std::move(error);
    });
    loop.restart();
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!end->reached && loop.run_one_until(deadline) > 0) {
    }
    if (!end->reached) throw std::runtime_error("the coroutine did not come to its end");
    if (end->error) std::rethrow_exception(end->error);
}

template <class T>
    requires(!std::is_void_v<T>)
T run_on(boost::asio::io_context& loop, Task<T> task) {
    const auto result = std::make_shared<std::optional<T>>();
    run_on(loop, detail::keep(std::move(task), result));
    return *std::move(*result);
}

/// Lets everything else on this executor have its turn, so often.
inline Task<void> turns(int count) {
    const auto executor = co_await boost::asio::this_coro::executor;
    for (int i = 0; i < count; ++i)
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
}

}  // namespace curlew::testing
