#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace curlew {

/// An HTTP date in any of its three forms (RFC 9110 section 5.6.7), strictly; nothing for any other
/// text. The two-digit years of the RFC 850 form are at most 50 years ahead of `now`.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text,
                                                                      std::chrono::sys_seconds now);

/// The form in which HTTP dates are sent: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate). For years
/// from 0 to 9999.
[[nodiscard]] std::string format_http_date(std::chrono::sys_seconds time);

}  // namespace curlew
