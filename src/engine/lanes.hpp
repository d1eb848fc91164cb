#pragma once

#include <curlew/transport.hpp>

#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace curlew::engine {

/// Where synchronous calls run: each takes a lane, an event loop of its own, and drives the very
/// coroutine that an asynchronous call would be, on the calling thread, to its end. No other thread
/// takes part.
class Lanes {
public:
    Lanes();
    ~Lanes();
    Lanes(const Lanes&) = delete;
    Lanes& operator=(const Lanes&) = delete;

    /// Runs the task, and returns or throws what it does.
    template <class T>
    T run(Task<T> task);

private:
    struct Lane {
        // Only one thread at a time has a lane: its queue needs no lock.
        boost::asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
    };

    [[nodiscard]] std::unique_ptr<Lane> take();
    void put_back(std::unique_ptr<Lane> lane) noexcept;

    std::mutex mutex_;
    std::vector<std::unique_ptr<Lane>> free_;  // the most recently used last
};

template <class T>
T Lanes::run(Task<T> task) {
    struct Nothing {};
    std::unique_ptr<Lane> lane = take();
    std::exception_ptr error;
    std::optional<std::conditional_t<std::is_void_v<T>, Nothing, T>> result;
    boost::asio::co_spawn(lane->context, std::move(task),
                          [&]<class... Value>(std::exception_ptr thrown, Value... value) {
                              error = std::move(thrown);
                              if (!error) result.emplace(std::move(value)...);
                          });
    lane->context.restart();
    lane->context.run();
    put_back(std::move(lane));
    if (error) std::rethrow_exception(error);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace curlew::engine
