#pragma once

#include "engine/limit.hpp"

#include <algorithm>
#include <chrono>
#include <climits>

namespace curlew::engine {

/// A deadline as poll() takes it: at least that long, and -1 for without limit.
inline int milliseconds_until(Deadline deadline) {
    if (!deadline) return -1;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
}

}  // namespace curlew::engine
