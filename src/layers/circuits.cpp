#include "layers/circuits.hpp"

#include <curlew/errors.hpp>

#include <algorithm>
#include <utility>

namespace curlew {

std::string_view to_string(CircuitState state) noexcept {
    switch (state) {
        case CircuitState::closed:
            return "closed";
        case CircuitState::open:
            return "open";
        case CircuitState::half_open:
            return "half-open";
    }
    return "unknown";
}

CircuitBreaker::CircuitBreaker(CircuitBreakerConfig config)
    : circuits_(std::make_shared<layers::Circuits>(std::move(config))) {}

CircuitState CircuitBreaker::state(std::string_view key) const {
    return circuits_->state(key);
}

void CircuitBreaker::reset(std::string_view key) const {
    circuits_->reset(key);
}

}  // namespace curlew

namespace curlew::layers {
namespace {

// Beyond it, those that nothing is known of any more are forgotten.
constexpr std::size_t many_circuits = 1000;

CircuitBreakerConfig checked(CircuitBreakerConfig config) {
    const auto require = [](bool is_fine, const char* what) {
        if (!is_fine) throw ConfigurationError(std::string("circuit_breaker.") + what);
    };
    require(config.consecutive_failures.value_or(1) > 0, "consecutive_failures is 0");
    const double rate = config.failure_rate.value_or(1);
    require(rate > 0 && rate <= 1, "failure_rate is not above 0 and up to 1");
    require(config.window.count() > 0, "window is not above zero");
    require(config.open_for.count() > 0, "open_for is not above zero");
    require(config.probes > 0, "probes is 0: it would stay open for ever");
    require(config.successes_to_close > 0, "successes_to_close is 0");
    return config;
}

}  // namespace

Circuits::Circuits(CircuitBreakerConfig config) : config_(checked(std::move(config))) {}

bool Circuits::enter(const std::string& key, Clock::time_point now) {
    Change change;
    {
        const std::lock_guard lock(mutex_);
        Circuit& circuit = find(key, now);
        change = {circuit.state, circuit.state};
        if (circuit.state == CircuitState::closed) return false;
        const Clock::time_point due = circuit.opened_at + config_.open_for;
        if (circuit.state == CircuitState::open) {
            if (now < due) throw CircuitOpenError(key, due - now);
            change.to = circuit.state = CircuitState::half_open;
            circuit.successes = 0;
        }
        // Those that are on their way decide.
        if (circuit.probes >= config_.probes) throw CircuitOpenError(key, Duration::zero());
        ++circuit.probes;
    }
    tell(key, change);
    return true;
}

void Circuits::leave(const std::string& key, bool was_probe, Health health, Clock::time_point now) {
    Change change;
    {
        const std::lock_guard lock(mutex_);
        Circuit& circuit = find(key, now);
        change = {circuit.state, circuit.state};
        if (was_probe && circuit.probes > 0) --circuit.probes;
        if (health == Health::unknown) return;
        const bool is_ill = health == Health::ill;
        count(circuit, is_ill, now);
        if (circuit.state == CircuitState::closed && is_ill && is_too_ill(circuit, now)) {
            circuit.state = CircuitState::open;
        } else if (circuit.state == CircuitState::half_open && was_probe) {
            if (is_ill) {
                circuit.state = CircuitState::open;
            } else if (++circuit.successes >= config_.successes_to_close) {
                const std::size_t probes = circuit.probes;
                circuit = {};
                circuit.probes = probes;
            }
        }
        // An answer from before it opened says nothing about now.
        if (change.from != circuit.state && circuit.state == CircuitState::open) {
            circuit.opened_at = now;
        }
        change.to = circuit.state;
    }
    tell(key, change);
}

CircuitState Circuits::state(std::string_view key) const {
    const std::lock_guard lock(mutex_);
    const auto found = circuits_.find(key);
    return found == circuits_.end() ? CircuitState::closed : found->second.state;
}

void Circuits::reset(std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto found = circuits_.find(key);
    if (found != circuits_.end()) circuits_.erase(found);
}

Circuits::Circuit& Circuits::find(const std::string& key, Clock::time_point now) {
    const auto found = circuits_.find(key);
    if (found != circuits_.end()) return found->second;
    if (circuits_.size() >= many_circuits) {
        std::erase_if(circuits_, [&](const auto& entry) { return is_idle(entry.second, now); });
    }
    return circuits_[key];
}

std::int64_t Circuits::slice_number(Clock::time_point now) const {
    const auto length = std::max<std::int64_t>(
        config_.window.count() / static_cast<std::int64_t>(Circuit::slices), 1);
    return now.time_since_epoch().count() / length;
}

void Circuits::count(Circuit& circuit, bool is_failure, Clock::time_point now) const {
    circuit.failures_in_a_row = is_failure ? circuit.failures_in_a_row + 1 : 0;
    const std::int64_t number = slice_number(now);
    auto& slice = circuit.window.at(static_cast<std::size_t>(number) % Circuit::slices);
    if (slice.number != number) slice = {.number = number};
    ++slice.requests;
    if (is_failure) ++slice.failures;
}

bool Circuits::is_too_ill(const Circuit& circuit, Clock::time_point now) const {
    if (config_.consecutive_failures && circuit.failures_in_a_row >= *config_.consecutive_failures)
        return true;
    if (!config_.failure_rate) return false;
    std::size_t requests = 0;
    std::size_t failures = 0;
    const std::int64_t oldest = slice_number(now) - static_cast<std::int64_t>(Circuit::slices) + 1;
    for (const auto& slice : circuit.window) {
        if (slice.number < oldest) continue;
        requests += slice.requests;
        failures += slice.failures;
    }
    return requests >= config_.min_requests &&
           static_cast<double>(failures) >= *config_.failure_rate * static_cast<double>(requests);
}

bool Circuits::is_idle(const Circuit& circuit, Clock::time_point now) const {
    const std::int64_t oldest = slice_number(now) - static_cast<std::int64_t>(Circuit::slices) + 1;
    return circuit.state == CircuitState::closed && circuit.failures_in_a_row == 0 &&
           std::ranges::all_of(circuit.window,
                               [&](const auto& slice) { return slice.number < oldest; });
}

void Circuits::tell(const std::string& key, const Change& change) const {
    if (config_.on_change && change.from != change.to) {
        config_.on_change(key, change.from, change.to);
    }
}

}  // namespace curlew::layers
