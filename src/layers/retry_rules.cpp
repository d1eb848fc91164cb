#include "layers/retry_rules.hpp"

#include "content/retry_after.hpp"
#include "layers/backoff.hpp"
#include "layers/is_error.hpp"
#include "support/ascii.hpp"
#include "support/duration_text.hpp"
#include "support/http_date.hpp"

#include <curlew/body.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace curlew::layers {
namespace {

using std::chrono::system_clock;

// Longer than anybody waits, and far from where the clock overflows.
constexpr Duration longest = std::chrono::years(100);

std::optional<Duration> milliseconds(std::string_view text) {
    text = ascii::trim(text);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
    if (!(value >= 0)) return std::nullopt;
    const auto wait = std::chrono::duration<double, std::milli>(value);
    return wait < longest ? std::chrono::duration_cast<Duration>(wait) : longest;
}

bool is_worth_it(const RetryContext& failed, const RetryConfig& config) {
    if (failed.error != nullptr) return is_transient(*failed.error, config.retry_errors);
    return std::ranges::find(config.retry_statuses, failed.response->status()) !=
           config.retry_statuses.end();
}

Verdict stop(RetryStop reason, std::string detail = {}) {
    return {.stop = reason, .detail = std::move(detail)};
}

}  // namespace

bool is_transient(const ClientError& error, const RetryErrors& wanted) noexcept {
    if (is<TlsError>(error)) return wanted.tls;
    if (is<ConnectionError>(error)) return wanted.connection;
    // Nothing is left of the time that it was given.
    if (is<TotalTimeoutError>(error)) return false;
    if (is<PoolTimeoutError>(error)) return wanted.pool_timeout;
    if (is<TimeoutError>(error)) return wanted.timeout;
    if (is<TruncatedResponseError>(error)) return wanted.truncated;
    // It would be as large the next time.
    if (is<ResponseTooLargeError>(error)) return false;
    if (is<ProtocolError>(error)) return wanted.malformed;
    return false;
}

std::optional<Duration> asked_to_wait(const Response& response, system_clock::time_point date) {
    if (const auto value = response.header("Retry-After-Ms")) {
        if (const auto wait = milliseconds(*value)) return wait;
    }
    const auto value = response.header("Retry-After");
    if (!value) return std::nullopt;
    auto now = std::chrono::floor<std::chrono::seconds>(date);
    // The server's clock set the date, so the server's clock is what it is to be compared with.
    if (const auto sent = response.header("Date")) now = parse_http_date(*sent, now).value_or(now);
    const auto wait = parse_retry_after(*value, now);
    if (!wait) return std::nullopt;
    return *wait < longest ? Duration(*wait) : longest;
}

bool has_replayable_body(const Request& request) {
    return !request.body_source() || request.body_source()->is_replayable();
}

bool may_be_repeated(const Request& request, const RetryConfig& config) {
    return std::ranges::find(config.retry_methods, request.method()) !=
               config.retry_methods.end() ||
           request.headers().contains("Idempotency-Key");
}

Verdict judge(const RetryContext& failed, const RetryConfig& config, const Clock& clock,
              double random) {
    std::optional<bool> wanted;
    if (config.retry_if) wanted = config.retry_if(failed);
    if (!wanted.value_or(is_worth_it(failed, config))) {
        const bool is_fine = failed.response != nullptr && !failed.response->is_error();
        if (is_fine) return stop(RetryStop::not_needed);
        return stop(wanted ? RetryStop::told_not_to : RetryStop::not_transient);
    }
    const Request& request = failed.request;
    if (!may_be_repeated(request, config)) {
        return stop(RetryStop::not_idempotent,
                    request.method() + " is not idempotent and has no Idempotency-Key");
    }
    if (!has_replayable_body(request)) {
        return stop(RetryStop::not_replayable,
                    "the request's body comes from a generator and cannot be sent again");
    }
    if (failed.attempt >= config.max_attempts) return stop(RetryStop::attempts_used_up);

    std::optional<Duration> wait;
    if (config.wait) wait = config.wait(failed);
    if (!wait && config.respect_retry_after && failed.response != nullptr) {
        wait = asked_to_wait(*failed.response, clock.date());
        if (wait > config.max_retry_after) {
            return stop(RetryStop::told_to_wait_long,
                        "the server asks to wait " + duration_text(*wait) +
                            ", and max_retry_after is " + duration_text(config.max_retry_after));
        }
    }
    if (!wait) wait = backoff(config, failed.attempt, failed.previous_wait, random);
    wait = std::clamp(*wait, Duration::zero(), longest);

    if (config.max_elapsed && failed.elapsed + *wait > *config.max_elapsed) {
        return stop(RetryStop::time_used_up, "another attempt after " + duration_text(*wait) +
                                                 " would be beyond max_elapsed, which is " +
                                                 duration_text(*config.max_elapsed));
    }
    const auto& deadline = request.options().deadline;
    if (deadline && clock.now() + *wait >= *deadline) {
        return stop(
            RetryStop::time_used_up,
            "the total timeout would run out before another attempt, in " + duration_text(*wait));
    }
    return {.wait = wait};
}

}  // namespace curlew::layers
