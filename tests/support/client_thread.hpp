#pragma once

#include "support/async_run.hpp"

#include <curlew/async_client.hpp>

#include <future>
#include <optional>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace curlew::testing {

/// An AsyncClient on an event loop that a thread of its own runs: the test's thread may block.
class ClientThread {
public:
    explicit ClientThread(const ClientConfig& config)
        : client_(std::in_place, loop_.get_executor(), config) {
        std::packaged_task<void()> run([this] { loop_.run(); });
        ended_ = run.get_future();
        thread_ = std::jthread(std::move(run));
    }

    /// Ends as a program would: the client goes, and then the loop has nothing left to do.
    ~ClientThread() {
        destroy_client();
        work_.reset();
        if (ended_.wait_for(patience) != std::future_status::ready) {
            ADD_FAILURE() << "the client is gone, and something keeps the event loop running";
            loop_.stop();
        }
    }
    ClientThread(const ClientThread&) = delete;
    ClientThread& operator=(const ClientThread&) = delete;

    /// Calls it with the client where that is allowed, and returns what it returns.
    template <class Function>
    auto call(Function function) {
        std::packaged_task<std::invoke_result_t<Function, AsyncClient&>()> task(
            [this, function = std::move(function)]() mutable { return function(client_.value()); });
        return testing::get(boost::asio::post(loop_, std::move(task)));
    }

    /// Waits until the loop has brought the future what it waits for, and has let go of that: two
    /// threads share an exception by a count that ThreadSanitizer does not see.
    template <class T>
    std::future<T> settled(std::future<T> future) {
        future.wait_for(patience);
        settle();
        return future;
    }

    [[nodiscard]] PoolStats pool_stats() {
        return call([](const AsyncClient& client) { return client.pool_stats(); });
    }

    /// Lets the loop take notice of all that has happened up to now: an answer that has arrived is
    /// known to the request that waits for it.
    void settle() {
        testing::get(boost::asio::co_spawn(loop_, turns(20), boost::asio::use_future));
    }

    /// Destroys the client on its loop.
    void destroy_client() {
        std::packaged_task<void()> task([this] { client_.reset(); });
        testing::get(boost::asio::post(loop_, std::move(task)));
    }

    [[nodiscard]] boost::asio::io_context& loop() noexcept { return loop_; }

private:
    boost::asio::io_context loop_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
        loop_.get_executor()};
    std::optional<AsyncClient> client_;
    std::future<void> ended_;
    std::jthread thread_;
};

}  // namespace curlew::testing
