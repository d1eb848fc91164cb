#pragma once

#include <curlew/timeout.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace curlew {

/// A call that was asked for. Destroying it calls it off: it is not made any more afterwards.
class Alarm {
public:
    Alarm() = default;
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;
    virtual ~Alarm() = default;
};

/// What time it is, for all that a client does by the clock: total timeouts, back-off, rate limits,
/// circuit breakers. The limits on single waits for the network go by real time, always.
///
/// A program has no use for one of its own; its tests have testing::FakeClock. Safe for use by many
/// threads.
class Clock {
public:
    using duration = std::chrono::steady_clock::duration;
    using time_point = std::chrono::steady_clock::time_point;

    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// Never goes back.
    [[nodiscard]] virtual time_point now() const noexcept = 0;

    /// The date, as far as this machine knows it.
    [[nodiscard]] virtual std::chrono::system_clock::time_point date() const noexcept = 0;

    /// What an alarm is for.
    enum class Purpose {
        wait,   ///< to go on then: until then, whoever asks does nothing
        limit,  ///< to do something about what is still going on then
    };

    /// Has `wake` called once when it is that time, by whichever thread makes it so, if the clock's
    /// time is not the real one. Where it is, there is no alarm: it returns nullptr, and the caller
    /// has better ways to wait.
    [[nodiscard]] virtual std::unique_ptr<Alarm> wake_at(time_point time,
                                                         std::function<void()> wake,
                                                         Purpose purpose = Purpose::wait) = 0;
};

/// Real time. Lives as long as the program.
[[nodiscard]] const std::shared_ptr<Clock>& system_clock();

}  // namespace curlew
