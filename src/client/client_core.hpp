#pragma once

#include "client/stack.hpp"
#include "engine/http_engine.hpp"
#include "engine/lanes.hpp"

#include <curlew/config.hpp>
#include <curlew/errors.hpp>
#include <curlew/timeout.hpp>
#include <curlew/transport.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace curlew::detail {

/// What a client and its builders share: the configuration, checked once and never changed, and the
/// way to the network.
class ClientCore {
public:
    /// @throws ConfigurationError for whatever cannot be used
    /// @param home where its requests are carried out; empty for wherever they are awaited
    ClientCore(ClientConfig config, std::unique_ptr<engine::Io> io,
               boost::asio::any_io_executor home = {});

    [[nodiscard]] const ClientConfig& config() const noexcept { return config_; }

    /// nullptr where the configuration has none.
    [[nodiscard]] const std::shared_ptr<const ErrorParser>& error_parser() const noexcept {
        return error_parser_;
    }

    /// The URL that a request for `url` goes to.
    /// @throws ConfigurationError
    [[nodiscard]] Url locate(std::string_view url) const;

    /// A request's whole life. The core outlives the task.
    /// @param life kept until the task ends
    [[nodiscard]] Task<Response> perform(std::shared_ptr<Request> request,
                                         std::shared_ptr<const void> life = nullptr);

    /// Carries out, on the client's executor, what a body of this client is to do. The caller's
    /// cancellation ends its waits.
    template <class T>
    [[nodiscard]] Task<T> at_home(Task<T> work);

    /// Waits between two attempts of a request.
    /// @throws CancelledError, ClosedError
    [[nodiscard]] Task<void> pause(Duration time, const RequestOptions& options) {
        Sleeper& sleeper = engine_.sleeper();
        return sleeper.sleep_until(sleeper.clock().now() + time, options);
    }

    /// close(), for a client that is destroyed: says so if that ends anything.
    void abandon() noexcept;

    void close() { engine_.close(); }
    [[nodiscard]] bool is_closed() const { return engine_.is_closed(); }
    [[nodiscard]] PoolStats pool_stats() const { return engine_.pool_stats(); }

    [[nodiscard]] const boost::asio::any_io_executor& home() const noexcept { return home_; }

private:
    [[nodiscard]] Task<Response> perform_at_home(std::shared_ptr<Request> request);

    const ClientConfig config_;
    const Url base_url_;
    const boost::asio::any_io_executor home_;
    engine::HttpEngine engine_;
    const std::shared_ptr<Transport> transport_;  // in place of the engine; nullptr for the engine
    const std::shared_ptr<const ErrorParser> error_parser_;
    Stack stack_;
};

/// A Client's. Safe for use by many threads.
class SyncCore : public ClientCore {
public:
    explicit SyncCore(ClientConfig config);

    /// Sends a request, on the calling thread.
    [[nodiscard]] Response send(Request request);

    /// Carries out what a body of this client is to do, on the calling thread.
    template <class T>
    T run(Task<T> work) {
        return lanes_.run(std::move(work));
    }

private:
    engine::Lanes lanes_;
};

/// An AsyncClient's. Belongs to one executor.
class AsyncCore : public ClientCore {
public:
    AsyncCore(const boost::asio::any_io_executor& executor, ClientConfig config);
};

template <class T>
Task<T> ClientCore::at_home(Task<T> work) {
    namespace this_coro = boost::asio::this_coro;
    const boost::asio::any_io_executor here = co_await this_coro::executor;
    if (home_ && here != home_) {
        co_return co_await boost::asio::co_spawn(home_, at_home(std::move(work)),
                                                 boost::asio::use_awaitable);
    }
    // As in perform(): the waits look at the cancellation themselves.
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    std::exception_ptr failure;
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> result;
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(work);
        } else {
            result.emplace(co_await std::move(work));
        }
    } catch (...) {
        failure = std::current_exception();
    }
    co_await this_coro::throw_if_cancelled(throws);
    if (failure) std::rethrow_exception(failure);
    if constexpr (!std::is_void_v<T>) co_return *std::move(result);
}

/// @throws ConfigurationError naming the limit that is negative
void check(const TimeoutConfig& timeout);
/// @throws ConfigurationError naming what makes no sense
void check(const RetryConfig& retry);
/// @throws ConfigurationError naming what makes no sense
void check(const HedgeConfig& hedge);

}  // namespace curlew::detail
