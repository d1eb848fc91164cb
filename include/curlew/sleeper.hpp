#pragma once

#include <curlew/clock.hpp>
#include <curlew/errors.hpp>
#include <curlew/task.hpp>

namespace curlew {

struct RequestOptions;

/// Lets a request of a client wait for time to pass: by blocking its thread or suspending its
/// coroutine, as that client does.
class Sleeper {
public:
    Sleeper() = default;
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;
    virtual ~Sleeper() = default;

    /// The time that it goes by. Lives as long as the sleeper.
    [[nodiscard]] virtual Clock& clock() const noexcept = 0;

    /// Waits until then, unless somebody ends the request. `options` outlive the task; their
    /// deadline is not looked at.
    /// @throws CancelledError, ClosedError
    virtual Task<void> sleep_until(Clock::time_point time, const RequestOptions& options,
                                   Phase phase = Phase::backoff) = 0;
};

}  // namespace curlew
