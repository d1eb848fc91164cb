#pragma once

#include <curlew/retry.hpp>
#include <curlew/timeout.hpp>

namespace curlew::layers {

/// How long to wait after an attempt that failed.
/// @param attempt from 1
/// @param previous the wait before it; zero for none
/// @param random from 0 to 1
[[nodiscard]] Duration backoff(const RetryConfig& config, int attempt, Duration previous,
                               double random) noexcept;

/// From 0 to 1, evenly. Not for secrets.
[[nodiscard]] double random_fraction();

}  // namespace curlew::layers
