#pragma once

#include <curlew/attempt.hpp>
#include <curlew/clock.hpp>
#include <curlew/errors.hpp>
#include <curlew/retry.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace curlew::layers {

/// Whether an error may be gone the next time.
[[nodiscard]] bool is_transient(const ClientError& error, const RetryErrors& wanted) noexcept;

/// What a server asks for with Retry-After-Ms or Retry-After; nothing if it does not, or not
/// clearly.
/// @param date what it is now, for a response without Date
[[nodiscard]] std::optional<Duration> asked_to_wait(const Response& response,
                                                    std::chrono::system_clock::time_point date);

/// Whether a request can be sent again: it has no body that can be read only once.
[[nodiscard]] bool has_replayable_body(const Request& request);

/// Whether a request may be sent again at all, whatever happened to it.
[[nodiscard]] bool may_be_repeated(const Request& request, const RetryConfig& config);

/// What is to happen after an attempt.
struct Verdict {
    RetryStop stop = RetryStop::not_needed;
    std::string detail = {};
    std::optional<Duration> wait = std::nullopt;  ///< empty: stop
};

/// Decides, apart from the budget. A failure that is no error of curlew's is not looked at here.
/// @param now by the client's clock
/// @param random from 0 to 1
[[nodiscard]] Verdict judge(const RetryContext& failed, const RetryConfig& config,
                            const Clock& clock, double random);

}  // namespace curlew::layers
