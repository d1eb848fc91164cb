#pragma once

#include "engine/interrupt.hpp"
#include "engine/io.hpp"
#include "support/optional_mutex.hpp"

#include <curlew/timeout.hpp>
#include <curlew/transport.hpp>

#include <list>
#include <stop_token>

namespace curlew::engine {

/// Waits between two attempts of a request: for time to pass, and for nothing else.
class Pauses {
public:
    explicit Pauses(Io& io) : io_(io), mutex_(io.is_shared()) {}

    /// @throws CancelledError, ClosedError
    Task<void> pause(Duration time, std::stop_token stop);

    /// Ends them all, and those to come.
    void close();

private:
    class Entry;

    Io& io_;
    OptionalMutex mutex_;
    std::list<InterruptPoint*> going_on_;
    bool closed_ = false;
};

}  // namespace curlew::engine
