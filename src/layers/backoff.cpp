#include "layers/backoff.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

namespace curlew::layers {
namespace {

using Seconds = std::chrono::duration<double>;

}  // namespace

Duration backoff(const RetryConfig& config, int attempt, Duration previous,
                 double random) noexcept {
    const double first = Seconds(config.backoff_factor).count();
    const double most = Seconds(config.backoff_max).count();
    const double grown = std::min(most, std::ldexp(first, attempt - 1));
    const auto between = [random](double low, double high) { return low + random * (high - low); };
    double wait = grown;
    switch (config.jitter) {
        case Jitter::none:
            break;
        case Jitter::full:
            wait = between(0, grown);
            break;
        case Jitter::equal:
            wait = between(grown / 2, grown);
            break;
        case Jitter::decorrelated:
            wait = std::min(most, between(first, std::max(first, 3 * Seconds(previous).count())));
            break;
    }
    return std::chrono::duration_cast<Duration>(Seconds(wait));
}

double random_fraction() {
    thread_local std::minstd_rand generator(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace curlew::layers
