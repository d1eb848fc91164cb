#pragma once

#include <curlew/clock.hpp>
#include <curlew/middleware.hpp>

namespace curlew::layers {

/// Starts the clock of the total timeout: whatever is below has until then, all attempts, hops and
/// waits together.
class Deadline final : public Middleware {
public:
    /// @param clock outlives the layer
    explicit Deadline(const Clock& clock) noexcept : clock_(clock) {}

    Task<Response> handle(Request& request, Transport& next) override;

private:
    const Clock& clock_;
};

}  // namespace curlew::layers
