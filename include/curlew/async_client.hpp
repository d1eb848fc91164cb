#pragma once

#include <curlew/async_request_builder.hpp>
#include <curlew/config.hpp>
#include <curlew/errors.hpp>
#include <curlew/pool_stats.hpp>
#include <curlew/run.hpp>
#include <curlew/verbs.hpp>

#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>

namespace curlew {

/// An asynchronous REST client, for any number of requests at a time on one executor.
///
/// The executor must run one thing at a time: an `io_context` that one thread runs, or a strand.
/// The client belongs to it: make, use and destroy it there, or while nothing else runs on it. Only
/// awaiting a request is allowed from elsewhere: the request runs on the client's executor, and the
/// caller goes on, on its own. To use several cores, give each thread a client.
///
/// Idle connections do not keep an `io_context` running: `run()` returns when your own work is
/// done. On other execution contexts they do, until the client is closed.
///
/// Destroying the client closes it. Requests under way end with ClosedError; what they need lives
/// until then.
///
/// @code
/// curlew::Task<void> greet() {
///     const auto executor = co_await boost::asio::this_coro::executor;
///     curlew::AsyncClient client(executor, {.base_url = "https://api.example.com"});
///     User user = co_await client.get("/users/123").as<User>();
/// }
///
/// int main() { curlew::run(greet()); }
/// @endcode
class AsyncClient : public detail::Verbs<AsyncRequestBuilder, detail::AsyncCore> {
public:
    using executor_type = boost::asio::any_io_executor;

    /// @throws ConfigurationError for whatever cannot be used: an unparsable base_url, a negative
    ///         timeout, a CA file that cannot be read, ...
    explicit AsyncClient(const boost::asio::any_io_executor& executor, ClientConfig config = {});

    AsyncClient(AsyncClient&&) noexcept;
    AsyncClient& operator=(AsyncClient&&) noexcept;
    ~AsyncClient();

    /// Sends a request that was built before, as it is.
    /// @throws what AsyncRequestBuilder::send() does
    [[nodiscard]] Task<Response> send(Request request) const;
    /// The same with a completion token of Asio's: it starts at once.
    template <class Token>
    auto send(Request request, Token&& token) const {
        return boost::asio::co_spawn(get_executor(), send(std::move(request)),
                                     std::forward<Token>(token));
    }

    /// Where it runs.
    [[nodiscard]] executor_type get_executor() const;

    /// Its connections, at this moment.
    [[nodiscard]] PoolStats pool_stats() const;

    /// Closes all connections. Requests under way end with ClosedError as soon as the executor gets
    /// to them, and further ones are refused with it. Calling it again does nothing.
    void close() noexcept;

    /// Whether close() was called.
    [[nodiscard]] bool is_closed() const noexcept;
};

}  // namespace curlew
