#pragma once

#include <curlew/body_stream.hpp>
#include <curlew/response.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace curlew::detail {

/// What pulls the body of a response, also of one that a transport has brought whole.
[[nodiscard]] std::shared_ptr<BodyStream> stream_of(const Response& response);

/// @throws ClosedError if there is none
[[nodiscard]] BodyStream& require_open(const std::shared_ptr<BodyStream>& stream);

/// All that is left of a body.
/// @throws ResponseTooLargeError as soon as that is more than limit
Task<std::string> read_all(BodyStream& stream, std::uint64_t limit);

/// What there is of a body, up to the limit, even if it breaks off. Then the body is discarded.
Task<std::string> read_some(BodyStream& stream, std::uint64_t limit);

}  // namespace curlew::detail
