#include "layers/race.hpp"

#include "layers/is_error.hpp"

#include <curlew/attempt.hpp>
#include <curlew/errors.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace curlew::layers {
namespace {

bool is_ended_from_outside(const Outcome& outcome) {
    return is<CancelledError>(outcome.error) || is<ClosedError>(outcome.error);
}

/// Which of several attempts says most, where none is good. Who gave the request up wants to hear
/// just that.
int rank(const Outcome& outcome) {
    if (is_ended_from_outside(outcome)) return 2;
    return outcome.failure ? 0 : 1;
}

}  // namespace

Race::Race(const Request& request, const HedgeConfig& config)
    : request_(request),
      config_(config),
      entrants_(static_cast<std::size_t>(config.max_attempts)) {}

bool Race::is_open() const {
    const std::lock_guard lock(mutex_);
    return !winner_ && !is_stopped_;
}

Request* Race::enter(std::size_t number, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    // Somebody has to say why there is no answer.
    const bool is_first = number == 0;
    if (!is_first && (winner_ || is_stopped_)) return nullptr;
    Entrant& entrant = entrants_[number];
    entrant.began = now;
    // A copy each: layers below change it, maybe at the same time.
    entrant.request = request_;
    entrant.request->options().stop = entrant.stop.get_token();
    return &*entrant.request;
}

bool Race::is_good(const Outcome& outcome) const {
    if (outcome.failure) return false;
    const Response& response = outcome.response;
    // While a stream waits for a better answer, that may be waiting for its connection.
    return response.stream() || std::ranges::find(config_.losing_statuses, response.status()) ==
                                    config_.losing_statuses.end();
}

void Race::finish(std::size_t number, Outcome outcome, Clock::time_point now) {
    bool has_won = false;
    {
        const std::lock_guard lock(mutex_);
        Entrant& entrant = entrants_[number];
        entrant.ended = now;
        const bool was_sent = outcome.error == nullptr || outcome.error->phase() != Phase::prepare;
        entrant.is_out = !was_sent && number > 0;
        has_won = !winner_ && is_good(outcome);
        if (has_won) {
            winner_ = number;
        } else if (!entrant.is_out && rank(outcome) >= best_rank_) {
            best_ = number;
            best_rank_ = rank(outcome);
        }
        entrant.outcome = std::move(outcome);
    }
    // Without the lock: it reaches into what the others wait for.
    if (!has_won) return;
    for (std::size_t i = 0; i < entrants_.size(); ++i) {
        if (i != number) entrants_[i].stop.request_stop();
    }
}

void Race::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
    }
    for (Entrant& entrant : entrants_)
        entrant.stop.request_stop();
}

/// Whether it ended because another had won.
bool Race::was_given_up(std::size_t number) const {
    return winner_ && *winner_ != number && is<CancelledError>(entrants_[number].outcome.error);
}

std::optional<Duration> Race::latency() const {
    const Entrant& first = entrants_.front();
    if (!is_good(first.outcome) && !was_given_up(0)) return std::nullopt;
    return first.ended - first.began;
}

Attempt Race::describe(std::size_t number) const {
    const Entrant& entrant = entrants_[number];
    const Outcome& outcome = entrant.outcome;
    Attempt attempt{.number = static_cast<int>(number) + 1,
                    .error = outcome.failure,
                    .outcome = was_given_up(number) ? "given up: another attempt was answered first"
                                                    : outcome.in_words(),
                    .elapsed = entrant.ended - entrant.began,
                    .is_hedge = number > 0};
    if (!outcome.failure) attempt.status = outcome.response.status();
    return attempt;
}

Outcome Race::result() {
    const std::size_t best = chosen();
    AttemptLog log;
    for (std::size_t i = 0; i < entrants_.size(); ++i) {
        const Entrant& entrant = entrants_[i];
        if (i != best && entrant.request && !entrant.is_out) log.attempts.push_back(describe(i));
    }
    if (log.attempts.empty()) return std::move(entrants_[best].outcome);
    log.attempts.push_back(describe(best));
    log.attempts.back().error = nullptr;  // it would hold itself
    Outcome outcome = std::move(entrants_[best].outcome);
    outcome.set_attempts(std::make_shared<const AttemptLog>(std::move(log)));
    return outcome;
}

std::stop_source Race::winners_stop() const {
    return entrants_[chosen()].stop;
}

}  // namespace curlew::layers
