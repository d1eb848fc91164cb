#pragma once

#include <curlew/retry.hpp>
#include <curlew/timeout.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace curlew {

class Request;

/// Hedged requests: one that is not answered soon is sent once more, beside the first. The first
/// good answer wins, and the other attempt is cancelled. That cuts off the slowest answers of a
/// service at the price of a few more requests. (J. Dean, L. A. Barroso, "The Tail at Scale".)
///
/// @code
/// curlew::Client client({.base_url = "https://api.example.com",
///                        .hedge = curlew::HedgeConfig{.delay = 50ms, .percentile = 0.95}});
/// @endcode
struct HedgeConfig {
    /// How long an attempt may take before another is sent beside it. What it waits for a
    /// connection or a rate limit counts, too.
    Duration delay = std::chrono::milliseconds(500);
    /// In place of that: as long as this part, from 0 to 1, of the latest requests' first attempts
    /// took at most. `delay` counts until a hundred are known.
    std::optional<double> percentile = std::nullopt;
    /// How many attempts there are at most at the same time, the first one included; each `delay`
    /// after the one before. 1 switches hedging off.
    int max_attempts = 2;
    /// Methods that may be carried out twice at the same time. PUT and DELETE are idempotent, but
    /// not by default among them: an attempt that was cancelled may still arrive, and undo what
    /// was sent after it.
    std::vector<std::string> methods = {"GET", "HEAD", "OPTIONS", "TRACE"};
    /// Answers that win only if no attempt brings a better one. Of streams, the first answer wins
    /// whatever its status, since it holds a connection.
    std::vector<int> losing_statuses = {408, 429, 500, 502, 503, 504};
    /// Keeps the additional attempts of a client to a fraction of its requests, so that it does
    /// not double the load of a server that has become slow; empty for no limit.
    std::optional<RetryBudget> budget = RetryBudget{.ratio = 0.1, .min_per_second = 1, .burst = 10};
    /// Whose latencies `percentile` takes together; empty for those of an origin.
    std::function<std::string(const Request&)> key = {};
    /// Told of each additional attempt (the second one is 2), from whichever thread sends it. What
    /// it throws counts as the failure of that attempt.
    std::function<void(const Request&, int attempt)> on_hedge = {};
};

}  // namespace curlew
