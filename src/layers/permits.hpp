#pragma once

#include "layers/rate_headers.hpp"
#include "layers/rate_schedule.hpp"

#include <curlew/clock.hpp>
#include <curlew/rate_limiter.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>

#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace curlew::layers {

/// Behind a RateLimiter. Safe for use by many threads.
class Permits {
public:
    using TimePoint = Clock::time_point;

    struct Rule;

    /// What was taken of one limit.
    struct Slot {
        Rule* rule;
        std::string key;
        TimePoint time;
    };

    /// Permits that were taken for one request.
    struct Ticket {
        std::string origin = {};
        TimePoint time = {};    ///< when it may go, by our own limits
        TimePoint latest = {};  ///< until when it waits
        std::vector<Slot> slots = {};
    };

    /// @throws ConfigurationError
    explicit Permits(RateLimiterConfig config);
    ~Permits();

    /// Takes a permit of each limit that fits.
    /// @throws RateLimitExceededError if the request would have to wait longer than it may
    [[nodiscard]] Ticket take(const Request& request, TimePoint now);

    /// When a request that has its permits may go, now that its server may have said something.
    /// @throws RateLimitExceededError
    [[nodiscard]] TimePoint when(const Ticket& ticket, TimePoint now) const;

    /// Its permits are used, or free again.
    void use(const Ticket& ticket);
    void give_back(const Ticket& ticket);

    /// Listens to what the server says.
    void learn(const std::string& origin, const Response& response, const Clock& clock);

    [[nodiscard]] RateLimitStatus status(std::string_view origin, TimePoint now) const;

private:
    struct Origin {
        ServerLimit limit = {};
        TimePoint blocked_until = TimePoint::min();
        std::size_t waiting = 0;
    };

    [[nodiscard]] TimePoint latest(const Request& request, TimePoint now) const;
    [[nodiscard]] Origin& origin(const std::string& name, TimePoint now);

    const RateLimiterConfig config_;
    mutable std::mutex mutex_;
    std::list<Rule> rules_;  // schedules refer to their limits
    std::map<std::string, Origin, std::less<>> origins_;
};

}  // namespace curlew::layers
