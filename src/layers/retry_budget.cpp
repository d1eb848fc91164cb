#include "layers/retry_budget.hpp"

#include <algorithm>
#include <chrono>

namespace curlew::layers {

bool Budget::withdraw(Clock::time_point now) noexcept {
    const std::lock_guard lock(mutex_);
    const auto requests = static_cast<double>(requests_.exchange(0, std::memory_order_relaxed));
    const double seconds = std::chrono::duration<double>(now - filled_at_).count();
    filled_at_ = std::max(filled_at_, now);
    const double income =
        budget_.ratio * requests + budget_.min_per_second * std::max(seconds, 0.0);
    tokens_ = std::min(tokens_ + income, std::max(budget_.burst, 1.0));
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

}  // namespace curlew::layers
