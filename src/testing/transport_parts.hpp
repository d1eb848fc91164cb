#pragma once

#include <curlew/body_stream.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>
#include <curlew/transport.hpp>

#include <memory>
#include <string>
#include <vector>

namespace curlew::testing::detail {

using Pieces = std::shared_ptr<const std::vector<std::string>>;

/// The whole body of a request, wherever it comes from. The request outlives the task.
[[nodiscard]] Task<std::string> body_of(const Request& request);

/// A body of a response that comes in these pieces.
[[nodiscard]] std::shared_ptr<BodyStream> stream_of(Pieces pieces);

/// Gives a response its body as the request asks for it: whole, or as a stream.
/// @throws ResponseTooLargeError
void put_body(ResponseParts& response, const Pieces& pieces, const Request& request);

}  // namespace curlew::testing::detail
