#pragma once

#include <string_view>

namespace curlew {

/// The media type that a file's extension stands for; application/octet-stream where none is known.
[[nodiscard]] std::string_view content_type_of(std::string_view path);

}  // namespace curlew
