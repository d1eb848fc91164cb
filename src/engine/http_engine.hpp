#pragma once

#include "engine/dialer.hpp"
#include "engine/io.hpp"
#include "engine/pauses.hpp"
#include "engine/pool.hpp"
#include "engine/side_tasks.hpp"

#include <curlew/clock.hpp>
#include <curlew/config.hpp>
#include <curlew/pool_stats.hpp>
#include <curlew/transport.hpp>

#include <memory>
#include <string_view>

namespace curlew::engine {

/// @throws ConfigurationError unless it is an http or https URL with a host and without credentials
void check_url(const Url& url);

/// The transport that goes to the network. It waits as its Io does, and is safe for use by as many
/// threads.
class HttpEngine final : public Transport {
public:
    /// @throws ConfigurationError for certificates that cannot be read
    HttpEngine(const ClientConfig& config, std::unique_ptr<Io> io);

    Task<Response> send(Request& request) override;

    /// Closes all connections, ends what is under way, and refuses further requests.
    void close() {
        pauses_.close();
        pool_.close();
    }

    /// Its waits end when the engine is closed.
    [[nodiscard]] Sleeper& sleeper() noexcept { return pauses_; }

    /// For what a request does at the same time.
    [[nodiscard]] SideTasks& side_tasks() noexcept { return *side_tasks_; }

    [[nodiscard]] bool is_closed() const { return pool_.is_closed(); }
    [[nodiscard]] PoolStats pool_stats() const { return pool_.stats(); }

private:
    HttpEngine(const ClientConfig& config, std::unique_ptr<Io> io,
               const std::shared_ptr<curlew::Clock>& clock);

    Task<Lease> wait_for_lease(const Request& request, std::string_view origin);
    Task<void> connect(Lease& lease, const Request& request);

    const bool resend_on_stale_connection_;
    const std::shared_ptr<LogSink> log_;
    const std::unique_ptr<Io> io_;
    Pauses pauses_;
    const std::unique_ptr<SideTasks> side_tasks_;
    Pool pool_;
    Dialer dialer_;
};

}  // namespace curlew::engine
