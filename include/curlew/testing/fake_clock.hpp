#pragma once

#include <curlew/clock.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace curlew::testing {

/// A clock for tests, which goes when it is told to.
///
/// By default it goes by itself to the end of every wait: a back-off of a minute takes no time, and
/// is over when it should be. (What only limits another wait, such as HedgeConfig::delay, does not
/// make it go.) With Going::by_hand, waits last until advance() has made it late enough. A value:
/// copies are the same clock. Safe for use by many threads.
///
/// @code
/// const curlew::testing::FakeClock clock;
/// curlew::Client client({.retry = {.max_attempts = 3}, .transport = mock, .clock =
/// clock.share()}); (void)client.get("/flaky").send(); EXPECT_LT(clock.elapsed(), 2s);
/// @endcode
class FakeClock {
public:
    enum class Going {
        by_itself,  ///< to the end of each wait
        by_hand,    ///< by advance() alone
    };

    explicit FakeClock(Going going = Going::by_itself);

    /// For ClientConfig::clock.
    [[nodiscard]] std::shared_ptr<Clock> share() const noexcept;

    [[nodiscard]] Clock::time_point now() const noexcept;

    /// How far it has gone since it was made.
    [[nodiscard]] Duration elapsed() const noexcept;

    /// Makes it that much later. Who waits for a time up to then goes on, the earliest first.
    void advance(Duration time) const;

    /// To the end of the earliest wait that is going on. False if there is none.
    bool advance_to_next() const;

    /// Sets the date, which goes on from there.
    void set_date(std::chrono::system_clock::time_point date) const;

    /// How many wait at this moment.
    [[nodiscard]] std::size_t sleepers() const;

    /// Blocks until at least that many wait, in real time.
    /// @throws std::runtime_error if they do not within `limit`
    void wait_for_sleepers(std::size_t count, Duration limit = std::chrono::seconds(30)) const;

private:
    class State;
    std::shared_ptr<State> state_;
};

}  // namespace curlew::testing
