#pragma once

#include <cstddef>
#include <string>

namespace curlew {

/// That many random bytes, from the system's generator for secrets, in lower-case hexadecimal.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace curlew
