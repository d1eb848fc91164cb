#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace curlew {

/// `text` in double quotes, fit for a message: control characters as `\n` or
/// `\x01`, cut with an ellipsis after `limit` bytes.
[[nodiscard]] std::string quoted(std::string_view text, std::size_t limit = 80);

}  // namespace curlew
