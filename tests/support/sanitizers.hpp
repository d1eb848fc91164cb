#pragma once

#include <cstddef>

namespace curlew::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

/// How often to do what has to be done often: a sanitizer makes all of it ten times slower.
constexpr std::size_t many(std::size_t plain, std::size_t with_sanitizer) {
    return sanitized ? with_sanitizer : plain;
}

}  // namespace curlew::testing
