#pragma once

#include "engine/interrupt.hpp"

#include <optional>
#include <stop_token>

namespace curlew::engine {

/// Interrupts a request when a stop is requested, as long as the scope lasts.
class StopScope {
public:
    /// @param point outlives the scope
    StopScope(const std::stop_token& token, InterruptPoint& point) {
        if (token.stop_possible()) callback_.emplace(token, Interrupt{point});
    }

private:
    struct Interrupt {
        InterruptPoint& point;
        void operator()() const noexcept { point.interrupt(Interruption::cancelled); }
    };
    std::optional<std::stop_callback<Interrupt>> callback_;
};

}  // namespace curlew::engine
