#include "engine/blocking_side_tasks.hpp"

#include "engine/lanes.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
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
    explicit Entry(Later asked) : later(std::move(asked)) {}

    enum class Status { waiting, running, ended };

    Later later;
    Status status = Status::waiting;
    std::exception_ptr failure = nullptr;
    std::condition_variable has_ended;
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
            changed_.notify_all();
        }
    }

    /// To be begun now.
    void add_due(Entry& entry) {
        const std::lock_guard lock(mutex_);
        if (entry.status != Entry::Status::waiting) return;
        due_.push_back(&entry);
        call_thread();
    }

    /// Calls it off, or waits for its end.
    void finish(Entry& entry) {
        std::unique_lock lock(mutex_);
        if (entry.status == Entry::Status::waiting) {
            entry.status = Entry::Status::ended;
            std::erase(due_, &entry);
            const auto [begin, end] = timed_.equal_range(entry.later.time);
            for (auto at = begin; at != end; ++at) {
                if (at->second != &entry) continue;
                timed_.erase(at);
                break;
            }
            return;
        }
        entry.has_ended.wait(lock, [&] { return entry.status == Entry::Status::ended; });
    }

    void close() {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        changed_.notify_all();
    }

private:
    /// Sees to it that some thread looks at what has changed.
    void call_thread() {
        if (idle_ > 0 || is_watched_) {
            changed_.notify_all();
            return;
        }
        if (threads_ >= most_threads) return;  // the first that is free
        try {
            std::thread([state = shared_from_this()] { state->work(); }).detach();
            ++threads_;
        } catch (const std::system_error&) {
            // Without a thread nothing is done beside: that is slower, and no error.
        }
    }

    void work() {
        std::unique_lock lock(mutex_);
        while (!is_closed_) {
            if (Entry* entry = take_due()) {
                if (!timed_.empty() || !due_.empty()) call_thread();
                carry_out(*entry, lock);
            } else if (timed_.empty() || is_watched_) {
                ++idle_;
                const auto woken = changed_.wait_for(lock, idle_time);
                --idle_;
                const bool is_needed = !due_.empty() || (!timed_.empty() && !is_watched_);
                if (woken == std::cv_status::timeout && !is_needed) break;
            } else {
                is_watched_ = true;
                watched_until_ = timed_.begin()->first;
                changed_.wait_until(lock, watched_until_);
                is_watched_ = false;
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
    std::condition_variable changed_;
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
        Entry& entry = entries_.emplace_back(std::move(task));
        auto alarm = clock.wake_at(
            entry.later.time, [this, &entry] { state_.add_due(entry); },
            curlew::Clock::Purpose::limit);
        if (alarm) {
            alarms_.push_back(std::move(alarm));
        } else {
            state_.add(entry);
        }
    }

    void finish() {
        alarms_.clear();
        for (Entry& entry : entries_)
            state_.finish(entry);
    }

    void rethrow() const {
        for (const Entry& entry : entries_) {
            if (entry.failure) std::rethrow_exception(entry.failure);
        }
    }

private:
    State& state_;
    std::deque<Entry> entries_;
    std::vector<std::unique_ptr<Alarm>> alarms_;
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
