#include "layers/hedge.hpp"

#include "layers/retry_rules.hpp"

#include <curlew/body_stream.hpp>
#include <curlew/errors.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <stop_token>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew::layers {
namespace {

// Longer than anybody waits, and far from where the clock overflows.
constexpr Duration longest = std::chrono::years(1);

bool may_be_hedged(const Request& request, const HedgeConfig& config) {
    if (config.max_attempts <= 1) return false;
    if (std::ranges::find(config.methods, request.method()) == config.methods.end()) return false;
    if (!has_replayable_body(request)) return false;
    // Progress of two attempts would be told at the same time, and add up to nothing. What is
    // streamed is told later, of the one that won.
    const RequestOptions& options = request.options();
    return !options.on_upload && (!options.on_download || options.stream);
}

/// Passes a request to stop on.
class StopLink {
public:
    /// @param stop called in its place, by whichever thread
    StopLink(const std::stop_token& token, std::function<void()> stop) {
        if (token.stop_possible()) callback_.emplace(token, std::move(stop));
    }

private:
    std::optional<std::stop_callback<std::function<void()>>> callback_;
};

/// The body of an attempt that has won, which still ends when its request is to stop.
class WinnersBody final : public BodyStream {
public:
    WinnersBody(std::shared_ptr<BodyStream> body, const std::stop_token& token,
                std::stop_source source)
        : body_(std::move(body)),
          link_(token, [source = std::move(source)]() mutable { source.request_stop(); }) {}

    Task<std::string_view> read() override { return body_->read(); }
    Task<void> discard() override { return body_->discard(); }

private:
    const std::shared_ptr<BodyStream> body_;
    const StopLink link_;
};

}  // namespace

Hedge::Hedge(const std::optional<HedgeConfig>& config, engine::SideTasks& side_tasks, Clock& clock,
             std::shared_ptr<LogSink> log)
    : config_(config), side_tasks_(side_tasks), clock_(clock), log_(std::move(log)) {
    const auto budget = config_.value_or(HedgeConfig{}).budget;
    if (budget) budget_.emplace(*budget, clock_.now());
}

Task<Response> Hedge::handle(Request& request, Transport& next) {
    const HedgeConfig* config = request.options().hedge.get();
    if (config == nullptr && config_) config = &*config_;
    if (config == nullptr || !may_be_hedged(request, *config)) return next.send(request);
    return run(request, next, *config);
}

Duration Hedge::delay(const HedgeConfig& config, const std::string& key) {
    std::optional<Duration> known;
    if (config.percentile) known = latencies_.quantile(key, *config.percentile);
    return std::min(known.value_or(config.delay), longest);
}

Task<Response> Hedge::run(Request& request, Transport& next, const HedgeConfig& config) {
    if (budget_) budget_->deposit();
    std::string key;
    if (config.percentile) key = config.key ? config.key(request) : request.url().origin();
    const Duration after = delay(config, key);
    const Clock::time_point now = clock_.now();

    Race race(request, config);
    const std::stop_token stop = request.options().stop;
    std::vector<engine::Later> others;
    for (int i = 1; i < config.max_attempts; ++i) {
        const auto number = static_cast<std::size_t>(i);
        others.push_back(
            {now + i * after, [&, number] { return attempt_beside(race, number, next, config); }});
    }
    Request& first = *race.enter(0, now);
    {
        const StopLink stoppable(stop, [&race] { race.stop(); });
        Task<void> all = side_tasks_.run(attempt(race, 0, first, next, config), std::move(others));
        co_await std::move(all);
    }

    if (config.percentile) {
        if (const auto latency = race.latency()) latencies_.add(key, *latency);
    }
    Outcome outcome = race.result();
    if (outcome.failure) std::rethrow_exception(outcome.failure);
    if (outcome.response.stream() && stop.stop_possible()) {
        outcome.response.set_stream(
            std::make_shared<WinnersBody>(outcome.response.stream(), stop, race.winners_stop()));
    }
    co_return std::move(outcome.response);
}

Task<void> Hedge::attempt(Race& race, std::size_t number, Request& request, Transport& next,
                          const HedgeConfig& config) {
    Outcome outcome;
    try {
        if (number > 0) announce(request, number, config);
        outcome.response = co_await next.send(request);
    } catch (ClientError& error) {
        outcome.set_failure(error);
    } catch (...) {
        outcome.failure = std::current_exception();
    }
    race.finish(number, std::move(outcome), clock_.now());
}

Task<void> Hedge::attempt_beside(Race& race, std::size_t number, Transport& next,
                                 const HedgeConfig& config) {
    if (!race.is_open()) co_return;
    const Clock::time_point now = clock_.now();
    if (budget_ && !budget_->withdraw(now)) co_return;
    Request* const request = race.enter(number, now);
    if (request == nullptr) co_return;
    Request& own = *request;
    co_await attempt(race, number, own, next, config);
}

void Hedge::announce(const Request& request, std::size_t number, const HedgeConfig& config) const {
    if (config.on_hedge) config.on_hedge(request, static_cast<int>(number) + 1);
    if (!log_) return;
    log_->write({LogLevel::info, request.method() + " " + request.url().redacted() +
                                     ": not answered yet, attempt " + std::to_string(number + 1) +
                                     " of " + std::to_string(config.max_attempts) +
                                     " goes beside it (hedge)"});
}

}  // namespace curlew::layers
