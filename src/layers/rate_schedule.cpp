#include "layers/rate_schedule.hpp"

#include <algorithm>

namespace curlew::layers {

/// Rounded up: rather too slow by a nanosecond than too fast.
Duration RateSchedule::interval() const noexcept {
    const auto permits = static_cast<Duration::rep>(limit_.permits);
    return Duration((limit_.per.count() + permits - 1) / permits);
}

RateSchedule::TimePoint RateSchedule::next_in_bucket(TimePoint now) const {
    const auto free = given_back_.lower_bound(now);
    if (free != given_back_.end()) return *free;
    if (full_at_ <= now) return now;
    const auto saved = static_cast<Duration::rep>(limit_.burst - 1);
    return std::max(now, full_at_ - saved * interval());
}

RateSchedule::TimePoint RateSchedule::next_in_window(TimePoint now) const {
    if (taken_.size() < limit_.permits) return taken_.empty() ? now : std::max(now, taken_.back());
    return std::max({now, taken_.back(), taken_[taken_.size() - limit_.permits] + limit_.per});
}

RateSchedule::TimePoint RateSchedule::next(TimePoint now) const {
    return is_bucket() ? next_in_bucket(now) : next_in_window(now);
}

std::size_t RateSchedule::free(TimePoint now) const {
    if (next(now) > now) return 0;
    if (!is_bucket()) {
        const auto counts = [&](TimePoint time) { return time + limit_.per > now; };
        return limit_.permits - static_cast<std::size_t>(std::ranges::count_if(taken_, counts));
    }
    const auto given_back = static_cast<std::size_t>(std::ranges::count(given_back_, now));
    const Duration owed = full_at_ > now ? full_at_ - now : Duration::zero();
    const auto taken = static_cast<std::size_t>((owed + interval() - Duration(1)) / interval());
    return given_back + limit_.burst - std::min(taken, limit_.burst);
}

RateSchedule::TimePoint RateSchedule::reserve(TimePoint now) {
    const TimePoint slot = next(now);
    if (!is_bucket()) {
        while (!taken_.empty() && taken_.front() + limit_.per <= now)
            taken_.pop_front();
        taken_.push_back(slot);
        return slot;
    }
    given_back_.erase(given_back_.begin(), given_back_.lower_bound(now));
    const auto free = given_back_.find(slot);
    if (free != given_back_.end()) {
        given_back_.erase(free);
    } else {
        full_at_ = std::max(full_at_, now) + interval();
    }
    return slot;
}

void RateSchedule::cancel(TimePoint slot) {
    if (is_bucket()) {
        given_back_.insert(slot);
        return;
    }
    const auto found = std::ranges::find(taken_, slot);
    if (found != taken_.end()) taken_.erase(found);
}

bool RateSchedule::is_idle(TimePoint now) const {
    return is_bucket() ? full_at_ <= now : taken_.empty() || taken_.back() + limit_.per <= now;
}

}  // namespace curlew::layers
