#pragma once

#include <string_view>

namespace bench {

/// What contenders send whose users write these fields themselves.
inline constexpr std::string_view user_agent = "bench/1.0";
inline constexpr std::string_view accept = "*/*";

}  // namespace bench
