#pragma once

#include <curlew/middleware.hpp>

namespace curlew::layers {

/// Starts the clock of the total timeout: whatever is below has until then, all attempts, hops and
/// waits together.
class Deadline final : public Middleware {
public:
    Task<Response> handle(Request& request, Transport& next) override;
};

}  // namespace curlew::layers
