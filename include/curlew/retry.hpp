#pragma once

#include <curlew/timeout.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace curlew {

class ClientError;
class Request;
class Response;

/// How the waits between attempts are spread, so that many clients do not come back at once.
/// (Names as in M. Brooker, "Exponential Backoff And Jitter".)
enum class Jitter {
    none,          ///< the back-off itself
    full,          ///< anything from zero to the back-off
    equal,         ///< anything from half of the back-off to all of it
    decorrelated,  ///< anything from the first back-off to three times the wait before
};

/// Which failures without a response are worth another attempt.
struct RetryErrors {
    bool connection = true;     ///< ConnectionError, apart from TlsError
    bool timeout = true;        ///< connect, read and write timeouts
    bool truncated = true;      ///< TruncatedResponseError
    bool malformed = false;     ///< other kinds of ProtocolError
    bool tls = false;           ///< TlsError: a certificate does not get better
    bool pool_timeout = false;  ///< PoolTimeoutError: it is this client that is overloaded
};

/// Keeps the retries of a client to a fraction of its requests, so that it does not multiply an
/// outage. A bucket of tokens: each request puts `ratio` into it, each second `min_per_second`, and
/// each retry takes one out.
struct RetryBudget {
    double ratio = 0.2;
    double min_per_second = 10;
    double burst = 100;  ///< what the bucket holds, and has in the beginning
};

/// An attempt that has failed, for those who decide what comes next.
struct RetryContext {
    const Request& request;
    const Response* response;     ///< nullptr if none came
    const ClientError* error;     ///< nullptr if a response came
    int attempt;                  ///< the one that failed, from 1
    Duration elapsed;             ///< since the first one began
    Duration previous_wait = {};  ///< before this one
};

/// Whether and how a request is sent again after a failure that may be gone the next time.
///
/// @code
/// curlew::Client client({.base_url = "https://api.example.com",
///                        .retry = {.max_attempts = 5, .backoff_max = 60s}});
/// @endcode
struct RetryConfig {
    /// How often a request is sent at most, the first time included. 1 switches retries off.
    int max_attempts = 3;
    /// Answers that are worth another attempt.
    std::vector<int> retry_statuses = {408, 429, 500, 502, 503, 504};
    /// Methods that may be sent again: those that are idempotent (RFC 9110 section 9.2.2). Any
    /// other is sent again if the request has an Idempotency-Key.
    std::vector<std::string> retry_methods = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"};
    /// Failures without an answer that are worth another attempt.
    RetryErrors retry_errors = {};
    /// The back-off after the first attempt. It doubles after each further one.
    Duration backoff_factor = std::chrono::milliseconds(500);
    /// The longest back-off.
    Duration backoff_max = std::chrono::seconds(8);
    Jitter jitter = Jitter::full;
    /// Whether a server that says when to come back (Retry-After, RFC 9110 section 10.2.3, or
    /// Retry-After-Ms) is waited for that long, in place of the back-off.
    bool respect_retry_after = true;
    /// The longest time that a server may ask for. Beyond it, its answer is the result.
    Duration max_retry_after = std::chrono::seconds(120);
    /// No attempt begins later than that after the first; empty for no limit. The total timeout is
    /// kept, too: no wait begins that it would not survive.
    std::optional<Duration> max_elapsed = std::nullopt;
    /// Shared by all requests of a client; empty for no limit.
    std::optional<RetryBudget> budget = RetryBudget{};
    /// Whether requests by other methods than `retry_methods` get an Idempotency-Key of their own
    /// (a random UUID), the same on each attempt. For servers that know it.
    bool idempotency_keys = false;
    /// Goes over the statuses and errors above: true for worth another attempt, nothing for as
    /// they say. Methods, bodies and limits count all the same.
    std::function<std::optional<bool>(const RetryContext&)> retry_if = {};
    /// How long to wait, in place of back-off and Retry-After; nothing for as they say.
    std::function<std::optional<Duration>(const RetryContext&)> wait = {};
    /// Told of each attempt that will be followed by another, and how long after it.
    std::function<void(const RetryContext&, Duration wait)> on_retry = {};
};

}  // namespace curlew
