#pragma once

#include <curlew/testing/server_request.hpp>

#include <string_view>

namespace curlew::testing::detail {

/// The parameters of a query, decoded.
[[nodiscard]] ServerRequest::Pairs parse_query(std::string_view query);

/// The reason phrase that everybody sends with a status; empty for none.
[[nodiscard]] std::string_view usual_reason(int status);

}  // namespace curlew::testing::detail
