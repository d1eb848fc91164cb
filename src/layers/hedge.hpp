#pragma once

#include "engine/side_tasks.hpp"
#include "layers/latencies.hpp"
#include "layers/race.hpp"
#include "layers/retry_budget.hpp"

#include <curlew/clock.hpp>
#include <curlew/hedge.hpp>
#include <curlew/log.hpp>
#include <curlew/middleware.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace curlew::layers {

/// Sends a request that is not answered soon once more, beside the first. What is below it may be
/// passed by several attempts of one request at the same time, each with its own copy of it.
class Hedge final : public Middleware {
public:
    /// @param config for requests that have none of their own
    /// @param side_tasks, clock outlive the layer
    Hedge(const std::optional<HedgeConfig>& config, engine::SideTasks& side_tasks, Clock& clock,
          std::shared_ptr<LogSink> log);

    Task<Response> handle(Request& request, Transport& next) override;

private:
    Task<Response> run(Request& request, Transport& next, const HedgeConfig& config);
    Task<void> attempt(Race& race, std::size_t number, Request& request, Transport& next,
                       const HedgeConfig& config);
    Task<void> attempt_beside(Race& race, std::size_t number, Transport& next,
                              const HedgeConfig& config);
    [[nodiscard]] Duration delay(const HedgeConfig& config, const std::string& key);
    void announce(const Request& request, std::size_t number, const HedgeConfig& config) const;

    const std::optional<HedgeConfig> config_;
    engine::SideTasks& side_tasks_;
    Clock& clock_;
    const std::shared_ptr<LogSink> log_;
    std::optional<Budget> budget_;
    Latencies latencies_;
};

}  // namespace curlew::layers
