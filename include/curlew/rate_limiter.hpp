#pragma once

#include <curlew/clock.hpp>
#include <curlew/timeout.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace curlew {

class Request;

namespace layers {

class Permits;

}  // namespace layers

/// How permits become free.
enum class RateAlgorithm {
    token_bucket,    ///< evenly, and saved up to `burst`
    sliding_window,  ///< each so long after it was taken: never more in any stretch of time
};

/// What shares the permits of a limit.
enum class RateScope {
    client,  ///< all requests
    origin,  ///< those to one origin (scheme, host and port)
};

/// So many requests in so much time.
struct RateLimit {
    std::size_t permits = 10;
    Duration per = std::chrono::seconds(1);
    RateAlgorithm algorithm = RateAlgorithm::token_bucket;
    RateScope scope = RateScope::client;
    /// Only requests whose path is like this: `/search`, `/users/{id}`, `/files/{path...}`. Empty
    /// for all.
    std::string route = {};
    /// Only requests by this method; empty for all.
    std::string method = {};
    /// How many permits a token bucket saves up when nobody takes any. 1 spaces requests evenly.
    std::size_t burst = 1;
    /// What shares the permits, in place of `scope`: requests of the same key do.
    std::function<std::string(const Request&)> key = {};
};

/// How fast requests may be sent.
struct RateLimiterConfig {
    /// All that fit a request have to let it go.
    std::vector<RateLimit> limits = {};
    /// Whether a request waits for its permits, in the order of arrival. Otherwise it ends with
    /// RateLimitExceededError at once.
    bool wait = true;
    /// The longest wait; a request that would have to wait longer (or beyond its total timeout)
    /// ends at once. Empty for no limit.
    std::optional<Duration> max_wait = std::nullopt;
    /// Whether servers are listened to: where one says that nothing remains, or when to come back
    /// (`RateLimit`, `RateLimit-*`, `X-RateLimit-*`, Retry-After with 429), requests to its origin
    /// wait until then.
    bool learn = true;
};

/// How it stands with a limit of one's own.
struct OwnRateLimitStatus {
    std::string name = {};  ///< whom it is for: `this client`, or its route
    std::size_t limit = 0;  ///< RateLimit::permits
    Duration per = {};      ///< RateLimit::per
    std::size_t free = 0;   ///< requests that could go right now
    Duration next = {};     ///< until one more could go; zero if one could right now
};

/// How it stands with the limits on requests to an origin.
struct RateLimitStatus {
    std::optional<std::size_t> limit = {};      ///< permits in all, as the server says
    std::optional<std::size_t> remaining = {};  ///< of them, as the server said last
    Duration reset = {};                        ///< from that answer on, until there are more
    std::size_t waiting = 0;                    ///< requests that wait for a permit
    /// The limits of one's own that count for all requests to the origin, or for one route or
    /// method of it, but none with a key.
    std::vector<OwnRateLimitStatus> own = {};
};

/// Keeps the requests of a client to a rate: one's own, and what servers ask for.
///
/// A handle: copies are the same limiter. Clients may share one. Safe for use by many threads.
///
/// @code
/// const curlew::RateLimiter limiter({.limits = {{.permits = 100, .per = 1min},
///                                               {.permits = 1, .per = 1s, .route = "/search"}}});
/// curlew::Client client({.base_url = "https://api.example.com", .rate_limiter = limiter});
/// @endcode
class RateLimiter {
public:
    /// @throws ConfigurationError for what makes no sense
    explicit RateLimiter(RateLimiterConfig config);

    /// What is known of an origin: what its server said last, who waits for it, and which permits
    /// are free.
    /// @param now by the clock of the clients that use the limiter
    [[nodiscard]] RateLimitStatus status(
        std::string_view origin, Clock::time_point now = std::chrono::steady_clock::now()) const;

    /// For layers.
    [[nodiscard]] const std::shared_ptr<layers::Permits>& permits() const noexcept {
        return permits_;
    }

private:
    std::shared_ptr<layers::Permits> permits_;
};

}  // namespace curlew
