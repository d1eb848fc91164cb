#pragma once

#include "client/lanes.hpp"
#include "client/stack.hpp"
#include "engine/http_engine.hpp"

#include <curlew/config.hpp>
#include <curlew/errors.hpp>
#include <curlew/timeout.hpp>
#include <curlew/transport.hpp>

#include <memory>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace curlew::detail {

/// What a client and its builders share: the configuration, checked once and never changed, and the
/// way to the network.
class ClientCore {
public:
    /// @throws ConfigurationError for whatever cannot be used
    ClientCore(ClientConfig config, std::unique_ptr<engine::Io> io);

    [[nodiscard]] const ClientConfig& config() const noexcept { return config_; }

    /// The URL that a request for `url` goes to.
    /// @throws ConfigurationError
    [[nodiscard]] Url locate(std::string_view url) const;

    /// A request's whole life. The core outlives the task.
    [[nodiscard]] Task<Response> perform(Request request);

    void close() { engine_.close(); }
    [[nodiscard]] bool is_closed() const { return engine_.is_closed(); }
    [[nodiscard]] PoolStats pool_stats() const { return engine_.pool_stats(); }

private:
    const ClientConfig config_;
    const Url base_url_;
    engine::HttpEngine engine_;
    Stack stack_;
};

/// A Client's. Safe for use by many threads.
class SyncCore : public ClientCore {
public:
    explicit SyncCore(ClientConfig config);

    /// Sends a request, on the calling thread.
    [[nodiscard]] Response send(Request request);

private:
    Lanes lanes_;
};

/// An AsyncClient's. Belongs to one executor.
class AsyncCore : public ClientCore {
public:
    AsyncCore(boost::asio::any_io_executor executor, ClientConfig config);

    [[nodiscard]] const boost::asio::any_io_executor& executor() const noexcept {
        return executor_;
    }

private:
    boost::asio::any_io_executor executor_;
};

/// Sends a request on the core's executor, whichever the caller's is. The task keeps the core
/// alive.
[[nodiscard]] Task<Response> send(std::shared_ptr<AsyncCore> core, Request request);

/// @throws ConfigurationError naming the limit that is negative
void check(const TimeoutConfig& timeout);

}  // namespace curlew::detail
