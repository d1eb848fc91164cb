#pragma once

#include "layers/outcome.hpp"
#include "layers/retry_budget.hpp"

#include <curlew/errors.hpp>
#include <curlew/log.hpp>
#include <curlew/middleware.hpp>
#include <curlew/retry.hpp>
#include <curlew/sleeper.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>

namespace curlew::layers {

/// Sends a request again when that may help. What is below it happens once for each attempt.
class Retry final : public Middleware {
public:
    /// @param config for requests that have none of their own
    Retry(const RetryConfig& config, Sleeper& sleeper, std::shared_ptr<LogSink> log);

    Task<Response> handle(Request& request, Transport& next) override;

private:
    Task<Response> run(Request& request, Transport& next, const RetryConfig& config);
    Task<void> go_on(Request& request, Transport& next, const RetryConfig& config,
                     Clock::time_point began, Outcome& outcome);

    const RetryConfig config_;
    Sleeper& sleeper_;
    const std::shared_ptr<LogSink> log_;
    std::optional<Budget> budget_;
};

}  // namespace curlew::layers
