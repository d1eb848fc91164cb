#include "engine/blocking_side_tasks.hpp"

#include "engine/lanes.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace curlew::engine {
namespace {

using TimePoint = curlew::Clock::time_point;

// How long a thread without work stays.
constexpr auto idle_time = std::chrono::seconds(10);

}  // namespace

/// A task that waits for its time, is under way, or has ended. The state's mutex guards it.
struct BlockingSideTasks::Entry {
    Entry(Later asked, std::condition_variable& signal)
        : later(std::move(asked)), has_ended(signal) {}

    enum class Status { waiting, running, ended };

    Later later;
    std::condition_variable& has_ended;
    Status status = Status::waiting;
    std::exception_ptr failure = nullptr;
};

/// What waits, and the threads that carry it out. One of them, the watcher, sleeps until the
/// earliest is due, though it may have been called off by then: that is cheaper than to wake it for
/// each.
class BlockingSideTasks::State : public std::enable_shared_from_this<State> {
public:
    /// To be begun at its time.
    void add(Entry& entry) {
        const std::lock_guard lock(mutex_);
        const TimePoint time = entry.later.time;
        timed_.emplace(time, &entry);
        if (!is_watched_) {
            call_thread();
        } else if (time < watched_until_) {
            earlier_.notify_one();
        }
    }

    /// To be begun now.
    void add_due(Entry& entry) {
        const std::lock_guard lock(mutex_);
        if (entry.status != Entry::Status::waiting) return;
        due_.push_back(&entry);
        call_thread();
    }

    /// Waits until none of them is under way, and calls off those that have not begun.
    void finish(std::deque<Entry>& entries, std::condition_variable& has_ended) {
        std::unique_lock lock(mutex_);
        has_ended.wait(lock, [&] {
            return std::ranges::none_of(
                entries, [](const Entry& entry) { return entry.status == Entry::Status::running; });
        });
        for (Entry& entry : entries) {
            if (entry.status == Entry::Status::waiting) call_off(entry);
        }
    }

    void close() {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        earlier_.notify_all();
        work_.notify_all();
    }

private:
    void call_off(Entry& entry) {
        entry.status = Entry::Status::ended;
        std::erase(due_, &entry);
        const auto [begin, end] = timed_.equal_range(entry.later.time);
        const auto at =
            std::find_if(begin, end, [&](const auto& timed) { return timed.second == &entry; });
        if (at != end) timed_.erase(at);
    }

    /// Sees to it that some thread looks at what there is to do.
    void call_thread() {
        if (idle_ > 0) {
            work_.notify_one();
        } else if (is_watched_) {
            earlier_.notify_one();
        } else if (threads_ < most_threads) {
            add_thread();
        }  // otherwise the first that is free
    }

    void add_thread() {
        try {
            std::thread([state = shared_from_this()] { state->work(); }).detach();
            ++threads_;
        } catch (const std::exception&) {
            // Without a thread nothing is done beside: that is slower, and no error.
        }
    }

    void work() {
        std::unique_lock lock(mutex_);
        TimePoint idle_until = std::chrono::steady_clock::now() + idle_time;
        while (!is_closed_) {
            if (Entry* entry = take_due()) {
                if (!timed_.empty() || !due_.empty()) call_thread();
                carry_out(*entry, lock);
                idle_until = std::chrono::steady_clock::now() + idle_time;
            } else if (!timed_.empty() && !is_watched_) {
                is_watched_ = true;
                watched_until_ = timed_.begin()->first;
                earlier_.wait_until(lock, watched_until_);
                is_watched_ = false;
                idle_until = std::chrono::steady_clock::now() + idle_time;
            } else {
                ++idle_;
                const auto woken = work_.wait_until(lock, idle_until);
                --idle_;
                const bool is_needed = !due_.empty() || (!timed_.empty() && !is_watched_);
                if (woken == std::cv_status::timeout && !is_needed) break;
            }
        }
        --threads_;
    }

    [[nodiscard]] Entry* take_due() {
        Entry* entry = nullptr;
        if (!due_.empty()) {
            entry = due_.front();
            due_.pop_front();
        } else if (!timed_.empty() && timed_.begin()->first <= std::chrono::steady_clock::now()) {
            entry = timed_.begin()->second;
            timed_.erase(timed_.begin());
        }
        return entry;
    }

    void carry_out(Entry& entry, std::unique_lock<std::mutex>& lock) {
        entry.status = Entry::Status::running;
        lock.unlock();
        std::exception_ptr failure;
        try {
            lanes_.run(entry.later.start());
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        entry.failure = std::move(failure);
        entry.status = Entry::Status::ended;
        entry.has_ended.notify_one();  // under the lock: afterwards the entry may be gone
    }

    Lanes lanes_;
    std::mutex mutex_;
    std::condition_variable earlier_;  // for the watcher
    std::condition_variable work_;     // for threads that have none
    std::multimap<TimePoint, Entry*> timed_;
    std::deque<Entry*> due_;
    int threads_ = 0;
    int idle_ = 0;
    bool is_watched_ = false;
    TimePoint watched_until_ = {};
    bool is_closed_ = false;
};

/// The tasks beside one first one, which neither begin nor go on after it is destroyed.
class BlockingSideTasks::Group {
public:
    explicit Group(State& state) noexcept : state_(state) {}
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;
    ~Group() { finish(); }

    void add(Later task, curlew::Clock& clock) {
        Entry& entry = entries_.emplace_back(std::move(task), has_ended_);
        auto alarm = clock.wake_at(
            entry.later.time, [this, &entry] { state_.add_due(entry); },
            curlew::Clock::Purpose::limit);
        if (alarm) {
            alarms_.push_back(std::move(alarm));
        } else {
            state_.add(entry);
        }
    }

    void finish() { state_.finish(entries_, has_ended_); }

    void rethrow() const {
        for (const Entry& entry : entries_) {
            if (entry.failure) std::rethrow_exception(entry.failure);
        }
    }

private:
    State& state_;
    std::condition_variable has_ended_;
    std::deque<Entry> entries_;
    std::vector<std::unique_ptr<Alarm>> alarms_;  // called off before what they refer to goes
};

BlockingSideTasks::BlockingSideTasks(std::shared_ptr<curlew::Clock> clock)
    : state_(std::make_shared<State>()), clock_(std::move(clock)) {}

BlockingSideTasks::~BlockingSideTasks() {
    state_->close();
}

Task<void> BlockingSideTasks::run(Task<void> first, std::vector<Later> others) {
    Group group(*state_);
    for (Later& task : others)
        group.add(std::move(task), *clock_);
    co_await std::move(first);
    group.finish();
    group.rethrow();
}

}  // namespace curlew::engine
