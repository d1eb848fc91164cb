#pragma once

#include <chrono>
#include <string>

namespace curlew {

/// For people: `1.5 s`, `0.03 s`, `120 s`; to the millisecond, and shorter times to three digits.
[[nodiscard]] std::string duration_text(std::chrono::nanoseconds time);

}  // namespace curlew
