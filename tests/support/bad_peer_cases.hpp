#pragma once

#include <string>
#include <vector>

namespace curlew::testing {

/// What a bad peer does after its bytes.
enum class Then { close, reset, hang };

/// The error that a case has to end in.
enum class Bad { malformed, truncated, too_large, closed, read_timeout };

/// A response that no server should send.
struct BadResponse {
    const char* name;
    std::string bytes;
    Then then;
    Bad error;
    const char* message;  ///< a part of what the error says
};

/// @param head_limit of the client, in bytes
/// @param body_limit of the client, in bytes
[[nodiscard]] std::vector<BadResponse> bad_responses(std::size_t head_limit,
                                                     std::size_t body_limit);

}  // namespace curlew::testing
