#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace curlew::detail {

/// How deeply documents may be nested.
inline constexpr std::size_t max_json_depth = 1024;

/// What is wrong with a text that ought to be JSON.
struct Diagnosis {
    std::string_view reason;  ///< what was expected; lives for ever
    std::size_t offset = 0;   ///< the byte at which it was expected
    bool too_deep = false;    ///< it is JSON as far as here, but too deeply nested
};

/// The first mistake of a text against RFC 8259, or nothing. Slow and exact: it is for texts that a
/// fast parser has refused without saying where.
[[nodiscard]] std::optional<Diagnosis> diagnose_json(std::string_view text);

}  // namespace curlew::detail
