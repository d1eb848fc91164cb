#include "layers/permits.hpp"

#include "content/retry_after.hpp"
#include "layers/retry_rules.hpp"
#include "support/duration_text.hpp"
#include "support/path_pattern.hpp"

#include <curlew/errors.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace curlew {

RateLimiter::RateLimiter(RateLimiterConfig config)
    : permits_(std::make_shared<layers::Permits>(std::move(config))) {}

RateLimitStatus RateLimiter::status(std::string_view origin, Clock::time_point now) const {
    return permits_->status(origin, now);
}

}  // namespace curlew

namespace curlew::layers {
namespace {

constexpr int too_many_requests = 429;
// Beyond it, those that nothing is known of any more are forgotten.
constexpr std::size_t many_keys = 1000;
constexpr auto for_ever = Clock::time_point::max();

RateLimiterConfig checked(RateLimiterConfig config) {
    const auto require = [](bool is_fine, const char* what) {
        if (!is_fine) throw ConfigurationError(std::string("rate_limiter.") + what);
    };
    for (const RateLimit& limit : config.limits) {
        require(limit.permits > 0, "limits.permits is 0: no request could ever be sent");
        require(limit.per.count() > 0, "limits.per is not above zero");
        require(limit.burst > 0, "limits.burst is 0: no request could ever be sent");
    }
    require(!config.max_wait || config.max_wait->count() >= 0, "max_wait is less than zero");
    return config;
}

std::optional<PathPattern> parse_route(const std::string& route) {
    if (route.empty()) return std::nullopt;
    try {
        return PathPattern(route);
    } catch (const std::invalid_argument& error) {
        throw ConfigurationError("rate_limiter.limits." + std::string(error.what()));
    }
}

}  // namespace

struct Permits::Rule {
    explicit Rule(const RateLimit& of) : limit(of), route(parse_route(limit.route)) {}

    [[nodiscard]] bool fits(const Request& request) const {
        if (!limit.method.empty() && limit.method != request.method()) return false;
        const std::string_view path = request.url().path();
        return !route || route->match(path.empty() ? "/" : path);
    }

    [[nodiscard]] std::string key(const Request& request, const std::string& origin) const {
        if (limit.key) return limit.key(request);
        return limit.scope == RateScope::origin ? origin : std::string();
    }

    [[nodiscard]] std::string who() const {
        return limit.route.empty() ? "this client" : limit.route;
    }

    [[nodiscard]] std::string name() const {
        return who() + ", " + std::to_string(limit.permits) + " in " + duration_text(limit.per) +
               ",";
    }

    [[nodiscard]] RateSchedule& schedule(const std::string& of_key, TimePoint now) {
        if (schedules.size() >= many_keys) {
            std::erase_if(schedules, [&](const auto& entry) { return entry.second.is_idle(now); });
        }
        return schedules.try_emplace(of_key, limit).first->second;
    }

    [[nodiscard]] OwnRateLimitStatus status(std::string_view origin, TimePoint now) const {
        const bool is_shared = limit.scope == RateScope::client;
        const auto known = schedules.find(is_shared ? std::string_view() : origin);
        const RateSchedule unused(limit);
        const RateSchedule& schedule = known == schedules.end() ? unused : known->second;
        return {.name = who(),
                .limit = limit.permits,
                .per = limit.per,
                .free = schedule.free(now),
                .next = schedule.next(now) - now};
    }

    const RateLimit limit;
    const std::optional<PathPattern> route;
    std::map<std::string, RateSchedule, std::less<>> schedules;
};

Permits::Permits(RateLimiterConfig config) : config_(checked(std::move(config))) {
    for (const RateLimit& limit : config_.limits)
        rules_.emplace_back(limit);
}
Permits::~Permits() = default;

Permits::Ticket Permits::take(const Request& request, TimePoint now) {
    Ticket ticket{.origin = request.url().origin(), .time = now, .latest = latest(request, now)};
    const std::lock_guard lock(mutex_);
    for (Rule& rule : rules_) {
        if (!rule.fits(request)) continue;
        std::string key = rule.key(request, ticket.origin);
        const TimePoint next = rule.schedule(key, now).next(now);
        if (next > ticket.latest) throw RateLimitExceededError(rule.name(), next - now);
        ticket.time = std::max(ticket.time, next);
        ticket.slots.push_back({.rule = &rule, .key = std::move(key), .time = next});
    }
    // Only now, when none refuses.
    for (Slot& slot : ticket.slots)
        slot.time = slot.rule->schedule(slot.key, now).reserve(now);
    ++origin(ticket.origin, now).waiting;
    return ticket;
}

Permits::TimePoint Permits::when(const Ticket& ticket, TimePoint now) const {
    const std::lock_guard lock(mutex_);
    const auto found = origins_.find(ticket.origin);
    const TimePoint allowed = found == origins_.end() ? now : found->second.blocked_until;
    if (allowed > std::max(ticket.latest, now)) {
        throw RateLimitExceededError(ticket.origin + ", as its server says,", allowed - now);
    }
    return std::max(ticket.time, allowed);
}

void Permits::use(const Ticket& ticket) {
    const std::lock_guard lock(mutex_);
    const auto found = origins_.find(ticket.origin);
    if (found != origins_.end() && found->second.waiting > 0) --found->second.waiting;
}

void Permits::give_back(const Ticket& ticket) {
    use(ticket);
    const std::lock_guard lock(mutex_);
    for (const Slot& slot : ticket.slots) {
        const auto found = slot.rule->schedules.find(slot.key);
        if (found != slot.rule->schedules.end()) found->second.cancel(slot.time);
    }
}

void Permits::learn(const std::string& name, const Response& response, const Clock& clock) {
    if (!config_.learn) return;
    const auto date = clock.date();
    const TimePoint now = clock.now();
    const ServerLimit said = parse_rate_limit(response.headers(), date);
    const bool is_refused = response.status() == too_many_requests;
    const std::optional<Duration> told =
        is_refused ? asked_to_wait(response, date) : std::optional<Duration>();
    if (!said.limit && !said.remaining && !told) return;

    const std::lock_guard lock(mutex_);
    Origin& known = origin(name, now);
    known.limit = said;
    if (told) {
        known.blocked_until = std::max(known.blocked_until, now + *told);
    } else if (said.remaining == std::size_t{0} && said.reset) {
        known.blocked_until = std::max(known.blocked_until, now + *said.reset);
    }
}

RateLimitStatus Permits::status(std::string_view name, TimePoint now) const {
    RateLimitStatus status;
    const std::lock_guard lock(mutex_);
    for (const Rule& rule : rules_) {
        if (!rule.limit.key) status.own.push_back(rule.status(name, now));
    }
    const auto found = origins_.find(name);
    if (found == origins_.end()) return status;
    const Origin& known = found->second;
    status.limit = known.limit.limit;
    status.remaining = known.limit.remaining;
    status.reset = known.limit.reset.value_or(Duration::zero());
    status.waiting = known.waiting;
    return status;
}

Permits::TimePoint Permits::latest(const Request& request, TimePoint now) const {
    if (!config_.wait) return now;
    const TimePoint deadline = request.options().deadline.value_or(for_ever);
    if (!config_.max_wait || *config_.max_wait > for_ever - now) return deadline;
    return std::min(deadline, now + *config_.max_wait);
}

Permits::Origin& Permits::origin(const std::string& name, TimePoint now) {
    const auto found = origins_.find(name);
    if (found != origins_.end()) return found->second;
    if (origins_.size() >= many_keys) {
        std::erase_if(origins_, [&](const auto& entry) {
            return entry.second.waiting == 0 && entry.second.blocked_until < now;
        });
    }
    return origins_[name];
}

}  // namespace curlew::layers
