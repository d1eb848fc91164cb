#pragma once

#include <string>
#include <string_view>

namespace curlew {

/// Whether this is well-formed UTF-8 (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

/// `text` with U+FFFD for what is not UTF-8: one for each maximal subpart (Unicode 15,
/// section 3.9).
[[nodiscard]] std::string repaired_utf8(std::string text);

/// `bytes` as UTF-8. A byte order mark decides and is dropped; else `charset`, any name that iconv
/// knows; else, and for names that it does not know, UTF-8. ISO-8859-1 is what its name says, and
/// not windows-1252 as browsers have it. What cannot be decoded becomes U+FFFD, as in
/// repaired_utf8(). Never throws for what the bytes or the name are.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace curlew
