#pragma once

#include <curlew/body_stream.hpp>
#include <curlew/response.hpp>
#include <curlew/transport.hpp>

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

/// Puts the first 64 KiB of a response's stream in its place, even if it breaks off: for a response
/// that becomes an error, which is to hold no connection.
Task<void> take_in(Response& response);

}  // namespace curlew::detail
