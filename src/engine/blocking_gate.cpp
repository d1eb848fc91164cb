#include "engine/blocking_gate.hpp"

namespace curlew::engine {

Task<Wake> BlockingGate::wait(Deadline deadline) {
    std::unique_lock lock(mutex_);
    const auto decided = [this] { return state_ != Wake::timed_out; };
    if (deadline) {
        changed_.wait_until(lock, *deadline, decided);
    } else {
        changed_.wait(lock, decided);
    }
    co_return state_;
}

// Notified under the lock: the gate may be gone as soon as the one who waits sees the new state.
void BlockingGate::become(Wake state) noexcept {
    const std::lock_guard lock(mutex_);
    if (state_ == Wake::interrupted) return;
    state_ = state;
    changed_.notify_one();
}

}  // namespace curlew::engine
