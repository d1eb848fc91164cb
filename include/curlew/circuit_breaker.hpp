#pragma once

#include <curlew/timeout.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace curlew {

class ClientError;
class Request;
class Response;

namespace layers {

class Circuits;

}  // namespace layers

/// Whether requests are let through.
enum class CircuitState {
    closed,     ///< all of them
    open,       ///< none: they fail at once
    half_open,  ///< a few, to see whether it is well again
};

/// `closed`, `open` or `half-open`.
[[nodiscard]] std::string_view to_string(CircuitState state) noexcept;

/// When a circuit opens, and how it closes again.
struct CircuitBreakerConfig {
    /// So many failures in a row open it; empty for no such limit.
    std::optional<std::size_t> consecutive_failures = 5;
    /// This share of failures opens it, from 0 to 1; empty for no such limit.
    std::optional<double> failure_rate = 0.5;
    /// Counted over this time,
    Duration window = std::chrono::seconds(60);
    /// and only if there were so many requests in it.
    std::size_t min_requests = 20;
    /// How long it stays open before it is tried.
    Duration open_for = std::chrono::seconds(30);
    /// How many requests at a time try it.
    std::size_t probes = 1;
    /// How many of them have to go well, one after the other, for it to close.
    std::size_t successes_to_close = 1;
    /// What counts as a failure; one of the two is nullptr. By default a 5xx answer, and every
    /// error of connection, timeout or protocol. What was cancelled, or never sent, does not count
    /// at all.
    std::function<bool(const Response*, const ClientError*)> is_failure = {};
    /// Which circuit a request belongs to. By default there is one for each origin.
    std::function<std::string(const Request&)> key = {};
    /// Told of each change, where it happens; briefly, and without using the breaker.
    std::function<void(const std::string& key, CircuitState from, CircuitState to)> on_change = {};
};

/// Stops sending requests to a server that is failing, so that it can recover and nobody waits for
/// it in vain: they end with CircuitOpenError.
///
/// A handle: copies are the same breaker. Clients may share one. Safe for use by many threads.
///
/// @code
/// const curlew::CircuitBreaker breaker({.consecutive_failures = 3, .open_for = 10s});
/// curlew::Client client({.base_url = "https://api.example.com", .circuit_breaker = breaker});
/// if (breaker.state("https://api.example.com") == curlew::CircuitState::open) ...
/// @endcode
class CircuitBreaker {
public:
    /// @throws ConfigurationError for what makes no sense
    explicit CircuitBreaker(CircuitBreakerConfig config = {});

    /// As the last request has left it; closed where there was none.
    /// @param key an origin (`https://api.example.com`), or what the configuration makes of
    /// requests
    [[nodiscard]] CircuitState state(std::string_view key) const;

    /// Closes it by hand, and forgets its failures.
    void reset(std::string_view key) const;

    /// For layers.
    [[nodiscard]] const std::shared_ptr<layers::Circuits>& circuits() const noexcept {
        return circuits_;
    }

private:
    std::shared_ptr<layers::Circuits> circuits_;
};

}  // namespace curlew
