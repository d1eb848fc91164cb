#pragma once

#include <curlew/circuit_breaker.hpp>
#include <curlew/clock.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace curlew::layers {

/// How a request went, as far as a circuit is concerned.
enum class Health { well, ill, unknown };

/// Behind a CircuitBreaker: its circuits, by key. Safe for use by many threads.
class Circuits {
public:
    /// @throws ConfigurationError
    explicit Circuits(CircuitBreakerConfig config);

    [[nodiscard]] const CircuitBreakerConfig& config() const noexcept { return config_; }

    /// Lets a request through.
    /// @return whether it is a probe
    /// @throws CircuitOpenError
    bool enter(const std::string& key, Clock::time_point now);

    /// What became of a request that was let through.
    void leave(const std::string& key, bool was_probe, Health health, Clock::time_point now);

    [[nodiscard]] CircuitState state(std::string_view key) const;
    void reset(std::string_view key);

private:
    struct Circuit {
        static constexpr std::size_t slices = 10;

        struct Slice {
            std::int64_t number = -1;  // which stretch of time it counts
            std::size_t requests = 0;
            std::size_t failures = 0;
        };

        CircuitState state = CircuitState::closed;
        std::size_t failures_in_a_row = 0;
        std::size_t successes = 0;  // of probes, in a row
        std::size_t probes = 0;     // on their way
        Clock::time_point opened_at = {};
        std::array<Slice, slices> window = {};
    };

    /// A change that is to be told when nothing is locked any more.
    struct Change {
        CircuitState from = CircuitState::closed;
        CircuitState to = CircuitState::closed;
    };

    [[nodiscard]] Circuit& find(const std::string& key, Clock::time_point now);
    [[nodiscard]] std::int64_t slice_number(Clock::time_point now) const;
    void count(Circuit& circuit, bool is_failure, Clock::time_point now) const;
    [[nodiscard]] bool is_too_ill(const Circuit& circuit, Clock::time_point now) const;
    [[nodiscard]] bool is_idle(const Circuit& circuit, Clock::time_point now) const;
    void tell(const std::string& key, const Change& change) const;

    const CircuitBreakerConfig config_;
    mutable std::mutex mutex_;
    std::map<std::string, Circuit, std::less<>> circuits_;
};

}  // namespace curlew::layers
