#pragma once

#include <curlew/testing/server_response.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace curlew::testing::detail {

/// What a handler's exception means to the client.
[[nodiscard]] ServerResponse response_to(const std::exception_ptr& failure);

/// 404 with the routes that there are.
[[nodiscard]] ServerResponse no_such_route(std::string_view method, std::string_view path,
                                           const std::vector<std::string>& routes);

/// 405 with Allow.
[[nodiscard]] ServerResponse wrong_method(std::string_view method, std::string_view path,
                                          const std::vector<std::string>& allowed);

}  // namespace curlew::testing::detail
