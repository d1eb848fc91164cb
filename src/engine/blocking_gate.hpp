#pragma once

#include "engine/gate.hpp"

#include <condition_variable>
#include <mutex>

namespace curlew::engine {

/// A gate that a thread waits at.
class BlockingGate final : public Gate {
public:
    void open() noexcept override { become(Wake::ready); }
    void open_from_elsewhere() override { open(); }
    void interrupt() noexcept override { become(Wake::interrupted); }
    Task<Wake> wait(Deadline deadline) override;

private:
    void become(Wake state) noexcept;

    std::mutex mutex_;
    std::condition_variable changed_;
    Wake state_ = Wake::timed_out;
};

}  // namespace curlew::engine
