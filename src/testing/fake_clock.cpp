#include <curlew/testing/fake_clock.hpp>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace curlew::testing {

class FakeClock::State final : public Clock, public std::enable_shared_from_this<State> {
public:
    explicit State(Going going) : going_(going) {}

    [[nodiscard]] time_point now() const noexcept override {
        const std::lock_guard lock(mutex_);
        return now_;
    }

    [[nodiscard]] std::chrono::system_clock::time_point date() const noexcept override {
        const std::lock_guard lock(mutex_);
        return begin_date_ +
               std::chrono::duration_cast<std::chrono::system_clock::duration>(now_ - date_set_at_);
    }

    [[nodiscard]] std::unique_ptr<Alarm> wake_at(time_point time, std::function<void()> wake,
                                                 Purpose purpose) override {
        auto sleep = std::make_unique<Sleep>(shared_from_this());
        std::unique_lock lock(mutex_);
        if (going_ == Going::by_itself && purpose == Purpose::wait) go_to(time);
        if (now_ >= time) {
            lock.unlock();
            wake();
            return sleep;
        }
        sleep->at = sleeps_.emplace(time, std::move(wake));
        sleep->is_waiting = true;
        changed_.notify_all();
        return sleep;
    }

    [[nodiscard]] Duration elapsed() const noexcept {
        const std::lock_guard lock(mutex_);
        return now_ - begin_;
    }

    void advance(Duration time) {
        const std::lock_guard lock(mutex_);
        go_to(now_ + time);
    }

    bool advance_to_next() {
        const std::lock_guard lock(mutex_);
        const auto next = std::ranges::find_if(sleeps_, [](const auto& entry) {
            return static_cast<bool>(entry.second);  // not called yet
        });
        if (next == sleeps_.end()) return false;
        go_to(next->first);
        return true;
    }

    void set_date(std::chrono::system_clock::time_point date) {
        const std::lock_guard lock(mutex_);
        begin_date_ = date;
        date_set_at_ = now_;
    }

    [[nodiscard]] std::size_t sleepers() const {
        const std::lock_guard lock(mutex_);
        return count();
    }

    void wait_for_sleepers(std::size_t wanted, Duration limit) const {
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, limit, [&] { return count() >= wanted; })) return;
        throw std::runtime_error("FakeClock: " + std::to_string(count()) + " wait, not " +
                                 std::to_string(wanted));
    }

private:
    using Sleeps = std::multimap<time_point, std::function<void()>>;

    struct Sleep final : Alarm {
        explicit Sleep(std::shared_ptr<State> of) : state(std::move(of)) {}
        ~Sleep() override {
            if (!is_waiting) return;
            const std::lock_guard lock(state->mutex_);
            state->sleeps_.erase(at);
        }

        const std::shared_ptr<State> state;
        Sleeps::iterator at;
        bool is_waiting = false;
    };

    /// Whoever is called holds on to nothing of ours, and an alarm that is called off waits for the
    /// lock: nobody is called who is gone.
    void go_to(time_point time) {
        now_ = std::max(now_, time);
        for (auto& [due, wake] : sleeps_) {
            if (due > now_) break;
            if (wake) std::exchange(wake, nullptr)();
        }
    }

    [[nodiscard]] std::size_t count() const {
        return static_cast<std::size_t>(std::ranges::count_if(
            sleeps_, [](const auto& entry) { return static_cast<bool>(entry.second); }));
    }

    const Going going_;
    const time_point begin_ = std::chrono::steady_clock::now();
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    time_point now_ = begin_;
    time_point date_set_at_ = begin_;
    std::chrono::system_clock::time_point begin_date_ = std::chrono::system_clock::now();
    Sleeps sleeps_;
};

FakeClock::FakeClock(Going going) : state_(std::make_shared<State>(going)) {}

std::shared_ptr<Clock> FakeClock::share() const noexcept {
    return state_;
}
Clock::time_point FakeClock::now() const noexcept {
    return state_->now();
}
Duration FakeClock::elapsed() const noexcept {
    return state_->elapsed();
}
void FakeClock::advance(Duration time) const {
    state_->advance(time);
}
bool FakeClock::advance_to_next() const {
    return state_->advance_to_next();
}
void FakeClock::set_date(std::chrono::system_clock::time_point date) const {
    state_->set_date(date);
}
std::size_t FakeClock::sleepers() const {
    return state_->sleepers();
}
void FakeClock::wait_for_sleepers(std::size_t count, Duration limit) const {
    state_->wait_for_sleepers(count, limit);
}

}  // namespace curlew::testing
