#pragma once

#include "engine/interrupt.hpp"
#include "engine/limit.hpp"

#include <curlew/transport.hpp>

namespace curlew::engine {

/// How a wait ended.
enum class Wake {
    ready,        ///< what was waited for is there
    timed_out,    ///< it is not, and the time is up
    interrupted,  ///< it is not, and is no longer wanted
};

/// Something that happens once, and that one request waits for: on its thread, or suspended.
class Gate : public Interruptible {
public:
    Gate() = default;
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;
    virtual ~Gate() = default;

    /// It has happened. For whoever is where the waiting is done: on the executor, if there is one.
    virtual void open() noexcept = 0;

    /// It has happened. For any thread.
    virtual void open_from_elsewhere() = 0;

    virtual Task<Wake> wait(Deadline deadline) = 0;
};

}  // namespace curlew::engine
