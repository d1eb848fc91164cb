#pragma once

#include <string>
#include <string_view>

namespace curlew {

/// Whether this is well-formed UTF-8 (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

/// `text` with U+FFFD for what is not UTF-8: one for each maximal subpart (Unicode 15,
/// section 3.9).
[[nodiscard]] std::string repaired_utf8(std::string text);

/// `bytes` as UTF-8, as TextDecoder decodes them.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace curlew
