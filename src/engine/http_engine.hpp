#pragma once

#include "engine/dialer.hpp"
#include "engine/pool.hpp"

#include <curlew/config.hpp>
#include <curlew/transport.hpp>

namespace curlew::engine {

/// @throws ConfigurationError unless it is an http or https URL with a host and without credentials
void check_url(const Url& url);

/// The transport that goes to the network. Safe for use by many threads.
class HttpEngine final : public Transport {
public:
    /// @throws ConfigurationError for certificates that cannot be read
    explicit HttpEngine(const ClientConfig& config);

    Task<Response> send(Request& request) override;

    /// Closes idle connections and refuses further requests.
    void close() { pool_.close(); }
    [[nodiscard]] bool is_closed() const { return pool_.is_closed(); }

private:
    [[nodiscard]] Lease acquire(const Request& request, std::string_view origin);
    Task<void> connect(Lease& lease, const Request& request);

    const bool resend_on_stale_connection_;
    Pool pool_;
    Dialer dialer_;
};

}  // namespace curlew::engine
