#pragma once

#include <mutex>

namespace curlew {

/// A mutex for what is used by many threads in one place, and by one in another.
class OptionalMutex {
public:
    /// @param enabled otherwise locking does nothing
    explicit OptionalMutex(bool enabled) noexcept : enabled_(enabled) {}

    void lock() {
        if (enabled_) mutex_.lock();
    }
    void unlock() {
        if (enabled_) mutex_.unlock();
    }

private:
    std::mutex mutex_;
    const bool enabled_;
};

}  // namespace curlew
