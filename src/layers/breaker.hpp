#pragma once

#include "layers/circuits.hpp"

#include <curlew/clock.hpp>
#include <curlew/middleware.hpp>

#include <memory>
#include <utility>

namespace curlew::layers {

/// Refuses requests whose circuit is open, and tells it how the others went.
class Breaker final : public Middleware {
public:
    /// @param clock outlives the layer
    Breaker(std::shared_ptr<Circuits> circuits, const Clock& clock) noexcept
        : circuits_(std::move(circuits)), clock_(clock) {}

    Task<Response> handle(Request& request, Transport& next) override;

private:
    const std::shared_ptr<Circuits> circuits_;
    const Clock& clock_;
};

}  // namespace curlew::layers
