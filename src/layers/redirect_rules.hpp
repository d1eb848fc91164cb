#pragma once

#include <curlew/redirect.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>
#include <curlew/url.hpp>

#include <memory>
#include <optional>

namespace curlew::layers {

/// Whether a response asks to go elsewhere: 301, 302, 303, 307 or 308 with a Location, to a method
/// whose redirects are followed.
[[nodiscard]] bool asks_to_go_on(const Request& request, const Response& response,
                                 const RedirectConfig& config);

/// The request that a redirect asks for, without what is not for whom it goes to.
/// @throws RedirectError if that is not allowed, or not possible
[[nodiscard]] std::shared_ptr<Request> redirected(const Request& request, const Response& response,
                                                  const RedirectConfig& config);

}  // namespace curlew::layers
