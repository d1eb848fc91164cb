#pragma once

#include <curlew/timeout.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace curlew::engine {

using Clock = std::chrono::steady_clock;
/// Empty: never.
using Deadline = std::optional<Clock::time_point>;

[[nodiscard]] inline Deadline earlier(Deadline one, Deadline other) {
    if (!one || !other) return one ? one : other;
    return std::min(*one, *other);
}

/// How long one wait may be, and what it means when that is over.
struct Limit {
    std::optional<Duration> patience;  ///< empty: for ever
    bool is_total = false;             ///< it is the deadline of the whole request that comes first

    /// The earlier of a limit for this wait alone and the deadline of the request.
    [[nodiscard]] static Limit earliest(std::optional<Duration> own, Deadline deadline) {
        if (!deadline) return {own, false};
        const Duration left = std::max(*deadline - Clock::now(), Duration::zero());
        if (own && *own <= left) return {own, false};
        return {left, true};
    }

    /// Whether the deadline of the request has passed. To be asked before each wait: as long as a
    /// peer keeps sending, no wait is ever long enough to end it.
    [[nodiscard]] bool expired() const { return is_total && patience->count() <= 0; }

    /// When it is reached.
    [[nodiscard]] Deadline end() const {
        if (!patience || *patience > std::chrono::years(100)) return std::nullopt;
        return Clock::now() + *patience;
    }
};

}  // namespace curlew::engine
