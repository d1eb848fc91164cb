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
    /// @param home where its requests are carried out; empty for wherever they are awaited
    ClientCore(ClientConfig config, std::unique_ptr<engine::Io> io,
               boost::asio::any_io_executor home = {});

    [[nodiscard]] const ClientConfig& config() const noexcept { return config_; }

    /// The URL that a request for `url` goes to.
    /// @throws ConfigurationError
    [[nodiscard]] Url locate(std::string_view url) const;

    /// A request's whole life. The core outlives the task.
    /// @param life kept until the task ends
    [[nodiscard]] Task<Response> perform(std::shared_ptr<Request> request,
                                         std::shared_ptr<const void> life = nullptr);

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
    AsyncCore(const boost::asio::any_io_executor& executor, ClientConfig config);
};

/// @throws ConfigurationError naming the limit that is negative
void check(const TimeoutConfig& timeout);

}  // namespace curlew::detail
