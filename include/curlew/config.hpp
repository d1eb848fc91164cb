#pragma once

#include <curlew/circuit_breaker.hpp>
#include <curlew/clock.hpp>
#include <curlew/error_details.hpp>
#include <curlew/headers.hpp>
#include <curlew/hedge.hpp>
#include <curlew/log.hpp>
#include <curlew/params.hpp>
#include <curlew/rate_limiter.hpp>
#include <curlew/redirect.hpp>
#include <curlew/retry.hpp>
#include <curlew/timeout.hpp>
#include <curlew/transport_factory.hpp>
#include <curlew/validation.hpp>
#include <curlew/verify.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace curlew {

/// How many connections a client has, and how long it keeps those that nobody uses.
struct Limits {
    /// Open connections in all, in use and idle. Further requests wait (TimeoutConfig::pool).
    std::size_t max_connections = 100;
    /// Idle connections that are kept for reuse; beyond it the longest idle one is closed.
    std::size_t max_keepalive_connections = 20;
    /// How long an idle connection is kept; empty means for as long as the server does.
    std::optional<Duration> keepalive_expiry = std::chrono::seconds(30);
    /// Whether a request that was sent on a reused connection, just when the server closed it, is
    /// sent once more on a fresh one. That is done only while no byte of an answer has come, and
    /// only if the method is idempotent (RFC 9110 section 9.2.2) or nothing of it was sent.
    bool resend_on_stale_connection = true;
    /// Open connections to one origin (scheme, host and port), in use and idle; empty means that
    /// only max_connections limits them.
    std::optional<std::size_t> max_connections_per_host = std::nullopt;
};

/// What a client is made from. Every field has a default; name those that you set:
///
/// @code
/// curlew::Client client({.base_url = "https://api.example.com/v1",
///                        .headers = {{"Accept-Language", "en"}},
///                        .timeout = {.total = 30s}});
/// @endcode
///
/// What a request says for itself goes over what the client says.
struct ClientConfig {
    /// Put before every relative URL; see Url::join(). Without it every URL must be absolute.
    std::string base_url = {};
    /// Sent with every request.
    Headers headers = {};
    /// How long the parts of a request may take.
    TimeoutConfig timeout = {};
    /// Which server certificates are trusted. `false` trusts any: for experiments only.
    VerifySsl verify_ssl = true;
    /// Added to the query of every request.
    Params params = {};
    /// How many connections there may be.
    Limits limits = {};
    /// Whether 4xx and 5xx throw.
    bool raise_for_status = true;
    /// Statuses that never throw.
    std::vector<int> allowed_statuses = {};
    /// How exactly JSON has to match the types it is decoded to.
    Validation validation = Validation::lax;
    /// Largest response body, in bytes; a larger one is refused as soon as that is known.
    std::uint64_t max_response_body = 100'000'000;
    /// Where records go: warnings of a server that sends more than it says, a client that is
    /// destroyed while requests or streams are open, certificates that are not verified, retries;
    /// and, as `info`, of attempts that go beside another. Empty: nowhere.
    std::shared_ptr<LogSink> log = nullptr;
    /// Whether and how requests are sent again after a failure.
    RetryConfig retry = {};
    /// Whether redirects are followed. Otherwise they are the result.
    bool follow_redirects = true;
    /// How many in a row.
    int max_redirects = 20;
    /// Which ones, and what goes along.
    RedirectConfig redirects = {};
    /// Stops sending requests to a server that is failing; empty for none.
    std::optional<CircuitBreaker> circuit_breaker = std::nullopt;
    /// Keeps requests to a rate; empty for none.
    std::optional<RateLimiter> rate_limiter = std::nullopt;
    /// Finds out what the API says of its errors. RFC 9457 is understood without.
    ErrorParser error_parser = {};
    /// What requests are sent by, in place of the network: testing::MockTransport, for example.
    TransportFactory transport = {};
    /// What time it is for back-off, limits and the total timeout: testing::FakeClock, for example.
    /// Empty for the real one.
    std::shared_ptr<Clock> clock = nullptr;
    /// Sends requests that are not answered soon once more, beside the first; empty for not.
    std::optional<HedgeConfig> hedge = std::nullopt;
};

}  // namespace curlew
