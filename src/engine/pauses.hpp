#pragma once

#include "engine/interrupt.hpp"
#include "engine/io.hpp"
#include "support/optional_mutex.hpp"

#include <curlew/request.hpp>
#include <curlew/sleeper.hpp>
#include <curlew/transport.hpp>

#include <list>
#include <memory>
#include <utility>

namespace curlew::engine {

/// The waits of an engine's requests for time to pass, and for nothing else.
class Pauses final : public Sleeper {
public:
    Pauses(Io& io, std::shared_ptr<curlew::Clock> clock)
        : io_(io), clock_(std::move(clock)), mutex_(io.is_shared()) {}

    [[nodiscard]] curlew::Clock& clock() const noexcept override { return *clock_; }

    Task<void> sleep_until(curlew::Clock::time_point time, const RequestOptions& options,
                           Phase phase) override;

    /// Ends them all, and those to come.
    void close();

private:
    class Entry;

    Io& io_;
    const std::shared_ptr<curlew::Clock> clock_;
    OptionalMutex mutex_;
    std::list<InterruptPoint*> going_on_;
    bool closed_ = false;
};

}  // namespace curlew::engine
