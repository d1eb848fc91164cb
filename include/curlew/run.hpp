#pragma once

#include <curlew/transport.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace curlew {

namespace detail {

/// Runs the task in an event loop of its own, on the calling thread.
void run_to_end(Task<void> task);

template <class T>
Task<void> store(Task<T> task, std::optional<T>& result) {
    result.emplace(co_await std::move(task));
}

}  // namespace detail

/// Runs a coroutine to its end, in an event loop of its own on the calling thread, and returns or
/// throws what it does. For programs that have no event loop: `int main() { curlew::run(work());
/// }`.
///
/// What the coroutine started and did not wait for ends with it, unfinished.
template <class T>
T run(Task<T> task) {
    if constexpr (std::is_void_v<T>) {
        detail::run_to_end(std::move(task));
    } else {
        std::optional<T> result;
        detail::run_to_end(detail::store(std::move(task), result));
        return *std::move(result);
    }
}

}  // namespace curlew
