#include "layers/retry.hpp"

#include "layers/backoff.hpp"
#include "layers/retry_rules.hpp"
#include "support/duration_text.hpp"
#include "support/random.hpp"

#include <curlew/attempt.hpp>
#include <curlew/body_stream.hpp>
#include <curlew/errors.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace curlew::layers {
namespace {

LogRecord warning(const Request& request, const Attempt& attempt, int most) {
    return {LogLevel::warning, request.method() + " " + request.url().redacted() + ": attempt " +
                                   std::to_string(attempt.number) + " of " + std::to_string(most) +
                                   " failed: " + attempt.outcome + "; trying again in " +
                                   duration_text(attempt.wait)};
}

/// The attempts of one request.
class Attempts {
public:
    Attempts(const Request& request, const RetryConfig& config, Clock& clock,
             Clock::time_point began)
        : request_(request), config_(config), clock_(clock), began_(began) {}

    /// What is to be done after this outcome.
    [[nodiscard]] Verdict judge(const Outcome& outcome, Clock::time_point began) {
        attempt_ = {.number = attempt_.number + 1, .elapsed = clock_.now() - began};
        return layers::judge(context(outcome), config_, clock_, random_fraction());
    }

    void record(const Outcome& outcome, Duration wait) {
        if (outcome.error == nullptr) attempt_.status = outcome.response.status();
        attempt_.outcome = outcome.in_words();
        attempt_.wait = wait;
        previous_wait_ = wait;
        // Those below may have made several of it.
        std::vector<Attempt> made = outcome.attempts();
        if (made.empty()) {
            made.push_back(attempt_);
            made.back().number = 1;
        }
        made.back().error = outcome.failure;
        made.back().wait = wait;
        const auto before = static_cast<int>(log_.attempts.size());
        for (Attempt& attempt : made) {
            attempt.number += before;
            log_.attempts.push_back(std::move(attempt));
        }
    }

    [[nodiscard]] RetryContext context(const Outcome& outcome) const {
        return {.request = request_,
                .response = outcome.error == nullptr ? &outcome.response : nullptr,
                .error = outcome.error,
                .attempt = attempt_.number,
                .elapsed = clock_.now() - began_,
                .previous_wait = previous_wait_};
    }

    [[nodiscard]] const Attempt& latest() const noexcept { return attempt_; }

    /// Lets a response know its attempts. Throws what there is instead of one, which knows them,
    /// too.
    void finish(Outcome& outcome, Verdict&& verdict) {
        record(outcome, {});
        log_.attempts.back().error = nullptr;  // it would hold itself
        log_.stop = verdict.stop;
        log_.detail = std::move(verdict.detail);
        outcome.set_attempts(share());
        if (outcome.failure) std::rethrow_exception(outcome.failure);
    }

    /// The attempts so far.
    [[nodiscard]] std::shared_ptr<const AttemptLog> share() const {
        return std::make_shared<const AttemptLog>(log_);
    }

private:
    const Request& request_;
    const RetryConfig& config_;
    Clock& clock_;
    const Clock::time_point began_;
    Attempt attempt_ = {.number = 0};
    Duration previous_wait_ = {};
    AttemptLog log_;
};

bool is_plain_success(const Outcome& outcome, const RetryConfig& config) {
    return outcome.error == nullptr && !config.retry_if &&
           std::ranges::find(config.retry_statuses, outcome.response.status()) ==
               config.retry_statuses.end();
}

Verdict no_budget() {
    return {.stop = RetryStop::budget_used_up,
            .detail =
                "too many of this client's requests are retries already "
                "(RetryConfig::budget)"};
}

/// Version 4, as RFC 9562 section 5.4 has it.
std::string uuid() {
    std::string hex = random_hex(16);
    hex[12] = '4';
    hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
    for (const std::size_t at : {20U, 16U, 12U, 8U})
        hex.insert(at, 1, '-');
    return hex;
}

}  // namespace

Retry::Retry(const RetryConfig& config, Sleeper& sleeper, std::shared_ptr<LogSink> log)
    : config_(config), sleeper_(sleeper), log_(std::move(log)) {
    if (config.budget) budget_.emplace(*config.budget, sleeper.clock().now());
}

Task<Response> Retry::handle(Request& request, Transport& next) {
    const auto& own = request.options().retry;
    const RetryConfig& config = own ? *own : config_;
    if (config.idempotency_keys && !may_be_repeated(request, config)) {
        request.headers().set("Idempotency-Key", uuid());
    }
    if (config.max_attempts <= 1) return next.send(request);
    return run(request, next, config);
}

Task<Response> Retry::run(Request& request, Transport& next, const RetryConfig& config) {
    if (budget_) budget_->deposit();
    const Clock::time_point began = sleeper_.clock().now();
    Outcome outcome;
    try {
        outcome.response = co_await next.send(request);
    } catch (ClientError& error) {
        if (error.phase() == Phase::prepare) throw;  // that was no attempt
        outcome.set_failure(error);
    }
    // In a coroutine of its own: what goes well needs none of its memory.
    if (!is_plain_success(outcome, config)) {
        co_await go_on(request, next, config, began, outcome);
    }
    co_return std::move(outcome.response);
}

/// @param outcome of the first attempt; then the response that the request has come to
Task<void> Retry::go_on(Request& request, Transport& next, const RetryConfig& config,
                        Clock::time_point began, Outcome& outcome) {
    Clock& clock = sleeper_.clock();
    Attempts attempts(request, config, clock, began);
    for (;;) {
        Verdict verdict = attempts.judge(outcome, began);
        if (verdict.wait && budget_ && !budget_->withdraw(clock.now())) verdict = no_budget();
        if (!verdict.wait) {
            attempts.finish(outcome, std::move(verdict));
            co_return;
        }

        if (config.on_retry) config.on_retry(attempts.context(outcome), *verdict.wait);
        attempts.record(outcome, *verdict.wait);
        if (log_) log_->write(warning(request, attempts.latest(), config.max_attempts));
        if (outcome.response.stream()) {
            // Its connection may serve the next attempt.
            BodyStream& rest = *outcome.response.stream();
            co_await rest.discard();
        }
        outcome = {};
        try {
            co_await sleeper_.sleep_until(clock.now() + *verdict.wait, request.options());
            began = clock.now();
            outcome.response = co_await next.send(request);
        } catch (ClientError& error) {
            // Given up between two attempts, or not sent another time.
            const bool is_attempt =
                error.phase() != Phase::backoff && error.phase() != Phase::prepare;
            if (!is_attempt) {
                error.attach({.log = attempts.share()});
                throw;
            }
            outcome.set_failure(error);
        }
    }
}

}  // namespace curlew::layers
