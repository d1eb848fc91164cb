#pragma once

#include <curlew/clock.hpp>
#include <curlew/retry.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace curlew::layers {

/// The bucket of tokens that a client's retries come from. Safe for use by many threads.
class Budget {
public:
    Budget(const RetryBudget& budget, Clock::time_point now) noexcept
        : budget_(budget), tokens_(budget.burst), filled_at_(now) {}

    /// A request was sent for the first time. Costs no lock.
    void deposit() noexcept { requests_.fetch_add(1, std::memory_order_relaxed); }

    /// Takes a retry out, if there is one.
    [[nodiscard]] bool withdraw(Clock::time_point now) noexcept;

private:
    const RetryBudget budget_;
    std::atomic<std::uint64_t> requests_ = 0;  // since it was filled
    std::mutex mutex_;
    double tokens_;
    Clock::time_point filled_at_;
};

}  // namespace curlew::layers
