#pragma once

#include <curlew/clock.hpp>
#include <curlew/rate_limiter.hpp>

#include <cstddef>
#include <deque>
#include <set>

namespace curlew::layers {

/// When the requests of one limit may go, in the order in which they ask. Without a lock.
class RateSchedule {
public:
    using TimePoint = Clock::time_point;

    /// @param limit outlives the schedule
    explicit RateSchedule(const RateLimit& limit) : limit_(limit) {}

    /// When a request that asks now could go.
    [[nodiscard]] TimePoint next(TimePoint now) const;

    /// How many requests could go now.
    [[nodiscard]] std::size_t free(TimePoint now) const;

    /// Takes that time.
    TimePoint reserve(TimePoint now);

    /// Gives it back: whoever asks next may have it.
    void cancel(TimePoint slot);

    /// Whether it would let any request go at once, as if nobody had ever asked.
    [[nodiscard]] bool is_idle(TimePoint now) const;

private:
    [[nodiscard]] Duration interval() const noexcept;
    [[nodiscard]] TimePoint next_in_bucket(TimePoint now) const;
    [[nodiscard]] TimePoint next_in_window(TimePoint now) const;
    [[nodiscard]] bool is_bucket() const noexcept {
        return limit_.algorithm == RateAlgorithm::token_bucket;
    }

    const RateLimit& limit_;
    // A bucket is the time at which it will be full again (the generic cell rate algorithm).
    TimePoint full_at_ = TimePoint::min();
    std::multiset<TimePoint> given_back_;
    std::deque<TimePoint> taken_;  // of a window, in order
};

}  // namespace curlew::layers
