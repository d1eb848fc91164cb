#pragma once

#include <curlew/middleware.hpp>
#include <curlew/redirect.hpp>

namespace curlew::layers {

/// Follows redirects. What is below it happens once for each hop.
class Redirect final : public Middleware {
public:
    explicit Redirect(const RedirectConfig& config) : config_(config) {}

    Task<Response> handle(Request& request, Transport& next) override;

private:
    Task<Response> follow(Request& request, Transport& next);
    Task<void> go_on(Request& request, Response& response, Transport& next);

    const RedirectConfig config_;
};

}  // namespace curlew::layers
