#pragma once

#include <curlew/timeout.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace curlew {

/// One time that a request was sent, or tried to be.
struct Attempt {
    int number = 1;                  ///< from 1
    std::optional<int> status = {};  ///< of its response; empty if none came
    /// What happened instead. Not set for the last attempt of an error, which is that error.
    std::exception_ptr error = nullptr;
    std::string outcome = {};  ///< in words: `503 Service Unavailable`, `cannot connect to ...`
    Duration elapsed = {};     ///< its own time
    Duration wait = {};        ///< before the next attempt; zero after the last one
    bool is_hedge = false;     ///< sent beside another one, which had not been answered yet
};

/// Why there was no further attempt.
enum class RetryStop {
    not_needed,         ///< it went well, or as well as another would have
    not_transient,      ///< it would fail again
    not_idempotent,     ///< it may have been carried out, and must not be twice
    not_replayable,     ///< the request's body can be read only once
    attempts_used_up,   ///< RetryConfig::max_attempts
    time_used_up,       ///< RetryConfig::max_elapsed, or the total timeout would run out
    budget_used_up,     ///< RetryConfig::budget
    told_to_wait_long,  ///< Retry-After says more than RetryConfig::max_retry_after
    told_not_to,        ///< RetryConfig::retry_if
};

/// Why there was no further attempt, in words.
[[nodiscard]] std::string_view to_string(RetryStop reason) noexcept;

/// What became of a request that was, or could have been, sent more than once.
struct AttemptLog {
    /// In order, never empty; the last one brought the response, or is the error. (Of attempts that
    /// took place at the same time, it is the last one whichever was sent first.)
    std::vector<Attempt> attempts = {};
    RetryStop stop = RetryStop::not_needed;
    std::string detail = {};  ///< about `stop`: which method, which limit; may be empty
};

}  // namespace curlew
