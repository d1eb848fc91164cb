#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace curlew {

/// How long Retry-After asks to wait (RFC 9110 section 10.2.3): a number of seconds, or a date,
/// which is counted from `now` and not below zero. Nothing when it is malformed.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                                    std::chrono::sys_seconds now);

}  // namespace curlew
