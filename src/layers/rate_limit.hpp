#pragma once

#include "layers/permits.hpp"

#include <curlew/middleware.hpp>
#include <curlew/sleeper.hpp>

#include <memory>
#include <utility>

namespace curlew::layers {

/// Lets requests wait for their permits, and hears what servers say about theirs.
class RateLimiting final : public Middleware {
public:
    /// @param sleeper outlives the layer
    RateLimiting(std::shared_ptr<Permits> permits, Sleeper& sleeper) noexcept
        : permits_(std::move(permits)), sleeper_(sleeper) {}

    Task<Response> handle(Request& request, Transport& next) override;

private:
    Task<void> wait_for_permits(const Request& request);

    const std::shared_ptr<Permits> permits_;
    Sleeper& sleeper_;
};

}  // namespace curlew::layers
