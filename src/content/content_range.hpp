#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace curlew {

/// The value of Content-Range (RFC 9110 section 14.4), in bytes.
struct ContentRange {
    /// Of the first and the last byte; nothing in `bytes */1234`, which refuses a range.
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> last;
    std::optional<std::uint64_t> total;  ///< of the whole; nothing for `*`

    friend bool operator==(const ContentRange&, const ContentRange&) = default;
};

/// Nothing if it is malformed, contradicts itself, or counts something else than bytes.
[[nodiscard]] std::optional<ContentRange> parse_content_range(std::string_view value);

}  // namespace curlew
