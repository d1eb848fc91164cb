#pragma once

#include <mutex>

namespace curlew::engine {

/// Who ended a wait from outside.
enum class Interruption {
    none,
    cancelled,  ///< the caller of the request
    closed,     ///< the client was closed
};

/// Something that waits, and can be told to give up.
class Interruptible {
public:
    /// The wait that is going on ends, and later ones end at once. What blocks a thread takes this
    /// call from any other; what suspends a coroutine, on its executor.
    virtual void interrupt() noexcept = 0;

protected:
    Interruptible() = default;
    ~Interruptible() = default;
};

/// Where those who may end a request find what it is waiting for right now. Safe for use by many
/// threads.
class InterruptPoint {
public:
    /// From now on, target is what is interrupted: at once, if that was asked for before.
    void attach(Interruptible& target) noexcept {
        const std::lock_guard lock(mutex_);
        target_ = &target;
        if (why_ != Interruption::none) target.interrupt();
    }

    /// To be done before the target is destroyed.
    void detach() noexcept {
        const std::lock_guard lock(mutex_);
        target_ = nullptr;
    }

    /// The first reason stays.
    void interrupt(Interruption why) noexcept {
        const std::lock_guard lock(mutex_);
        if (why_ == Interruption::none) why_ = why;
        if (target_ != nullptr) target_->interrupt();
    }

    [[nodiscard]] Interruption interruption() const noexcept {
        const std::lock_guard lock(mutex_);
        return why_;
    }

private:
    mutable std::mutex mutex_;
    Interruptible* target_ = nullptr;
    Interruption why_ = Interruption::none;
};

/// Attaches what is waited for as long as the wait may last.
class InterruptScope {
public:
    InterruptScope(InterruptPoint& point, Interruptible& target) noexcept : point_(point) {
        point_.attach(target);
    }
    InterruptScope(const InterruptScope&) = delete;
    InterruptScope& operator=(const InterruptScope&) = delete;
    ~InterruptScope() { point_.detach(); }

private:
    InterruptPoint& point_;
};

}  // namespace curlew::engine
