#pragma once

#include <curlew/transport.hpp>

#include <memory>
#include <mutex>
#include <vector>

namespace curlew::detail {

/// Where synchronous calls run: each takes a lane, an event loop of its own, and drives the very
/// coroutine that an asynchronous call would be, on the calling thread, to its end. No other thread
/// takes part.
class Lanes {
public:
    Lanes();
    ~Lanes();
    Lanes(const Lanes&) = delete;
    Lanes& operator=(const Lanes&) = delete;

    /// Runs the task, and returns or throws what it does.
    [[nodiscard]] Response run(Task<Response> task);

private:
    struct Lane;

    [[nodiscard]] std::unique_ptr<Lane> take();
    void put_back(std::unique_ptr<Lane> lane) noexcept;

    std::mutex mutex_;
    std::vector<std::unique_ptr<Lane>> free_;  // the most recently used last
};

}  // namespace curlew::detail
