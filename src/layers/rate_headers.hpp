#pragma once

#include <curlew/headers.hpp>
#include <curlew/timeout.hpp>

#include <chrono>
#include <cstddef>
#include <optional>

namespace curlew::layers {

/// What a server says of its own rate limit.
struct ServerLimit {
    std::optional<std::size_t> limit = {};
    std::optional<std::size_t> remaining = {};
    std::optional<Duration> reset = {};  ///< from now
};

/// Reads `RateLimit` (draft-ietf-httpapi-ratelimit-headers), its older three fields, and their
/// many cousins that begin with `X-`. A reset that can only be a date in seconds since 1970 is
/// taken for one.
/// @param date what it is now
[[nodiscard]] ServerLimit parse_rate_limit(const Headers& headers,
                                           std::chrono::system_clock::time_point date);

}  // namespace curlew::layers
