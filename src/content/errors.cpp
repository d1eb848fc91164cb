#include "content/retry_after.hpp"
#include "support/duration_text.hpp"
#include "support/http_date.hpp"

#include <curlew/errors.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>

#include <utility>

namespace curlew {
namespace {

/// What an error says about its attempts, beyond the last one's failure.
std::string in_words(const AttemptLog& log) {
    std::string words;
    if (!log.detail.empty()) {
        words += log.attempts.size() > 1 ? "; given up: " : "; not tried again: ";
        words += log.detail;
    }
    if (log.attempts.size() > 1) {
        words += " (attempt " + std::to_string(log.attempts.size()) + ")";
    }
    return words;
}

}  // namespace

const char* to_string(Phase phase) noexcept {
    switch (phase) {
        case Phase::prepare:
            return "preparing the request";
        case Phase::pool:
            return "waiting for a free connection";
        case Phase::resolve:
            return "looking up the host";
        case Phase::connect:
            return "connecting";
        case Phase::tls:
            return "making the TLS handshake";
        case Phase::write:
            return "sending the request";
        case Phase::head:
            return "waiting for the response";
        case Phase::body:
            return "reading the response's body";
        case Phase::decode:
            return "decoding the response";
        case Phase::backoff:
            return "waiting to try again";
        case Phase::rate_limit:
            return "waiting for the rate limit";
    }
    return "unknown";
}

struct ClientError::Details {
    std::string message;
    std::string what;
    Phase phase;
    ErrorContext context;

    void describe();
};

void ClientError::Details::describe() {
    const std::string story = context.log ? in_words(*context.log) : std::string();
    const std::string where = context.place.empty() ? "" : context.place + ": ";
    if (!context.request) {
        what = where + message + story;
        return;
    }
    what = context.request->method() + " " + context.request->url().redacted() + ": " + where +
           message + story;
    if (context.response) return;  // the server answered: how long that took is not the point
    what.append(" (while ").append(to_string(phase));
    if (context.elapsed >= std::chrono::milliseconds(1))
        what += ", after " + duration_text(context.elapsed);
    what += ')';
}

ClientError::ClientError(std::string message, Phase phase)
    : ClientError(std::move(message), phase, {}) {}

ClientError::ClientError(std::string message, Phase phase, ErrorContext context)
    : details_(std::make_shared<Details>()) {
    *details_ = {std::move(message), {}, phase, std::move(context)};
    details_->describe();
}

const char* ClientError::what() const noexcept {
    return details_->what.c_str();
}
const std::string& ClientError::message() const noexcept {
    return details_->message;
}
const Request* ClientError::request() const noexcept {
    return details_->context.request.get();
}
const Response* ClientError::response() const noexcept {
    return details_->context.response.get();
}
Phase ClientError::phase() const noexcept {
    return details_->phase;
}
int ClientError::attempt_count() const noexcept {
    const ErrorContext& context = details_->context;
    return context.log ? static_cast<int>(context.log->attempts.size()) : context.attempts;
}
std::vector<Attempt> ClientError::attempts() const {
    const ErrorContext& context = details_->context;
    if (context.log) return context.log->attempts;
    if (context.attempts == 0) return {};
    Attempt only{.outcome = message(), .elapsed = elapsed()};
    if (context.response) only.status = context.response->status();
    return {std::move(only)};
}
RetryStop ClientError::retry_stop() const noexcept {
    return details_->context.log ? details_->context.log->stop : RetryStop::not_needed;
}
std::chrono::nanoseconds ClientError::elapsed() const noexcept {
    return details_->context.elapsed;
}

void ClientError::attach(const ErrorContext& context) {
    ErrorContext& known = details_->context;
    if (!known.request) known.request = context.request;
    if (!known.response) known.response = context.response;
    if (known.attempts == 0) known.attempts = context.attempts;
    if (context.log) known.log = context.log;
    if (known.place.empty()) known.place = context.place;
    if (known.elapsed.count() == 0) known.elapsed = context.elapsed;
    details_->describe();
}

HTTPError::HTTPError(std::string message, std::shared_ptr<const Response> response,
                     std::shared_ptr<const ErrorDetails> details)
    : ClientError(std::move(message), Phase::decode, {.response = std::move(response)}),
      api_details_(std::move(details)) {}

const ErrorDetails& HTTPError::details() const noexcept {
    static const ErrorDetails none;
    return api_details_ ? *api_details_ : none;
}

int HTTPError::status() const noexcept {
    return response()->status();
}

CircuitOpenError::CircuitOpenError(const std::string& key, std::chrono::nanoseconds retry_in)
    : ClientError("not sent: too many requests to " + key + " have failed; it is tried again " +
                      (retry_in.count() > 0 ? "in " + duration_text(retry_in) : "right now") +
                      " (circuit_breaker)",
                  Phase::prepare),
      retry_in_(retry_in) {}

RateLimitExceededError::RateLimitExceededError(const std::string& limit,
                                               std::chrono::nanoseconds retry_in)
    : ClientError("not sent: the rate limit of " + limit + " has no permit for another " +
                      duration_text(retry_in) + " (rate_limiter)",
                  Phase::prepare),
      retry_in_(retry_in) {}

std::optional<std::chrono::seconds> RateLimitError::retry_after() const {
    const auto value = response()->header("Retry-After");
    if (!value) return std::nullopt;
    auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    // The server's clock set the date, so the server's clock is what it is to be compared with.
    if (const auto date = response()->header("Date"))
        now = parse_http_date(*date, now).value_or(now);
    return parse_retry_after(*value, now);
}

}  // namespace curlew
