#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The algorithms of RFC 3986 on text, without any idea of which URLs make sense.

namespace curlew::url_syntax {

/// The components of a URI reference (section 3). Absent is not the same as empty.
struct Parts {
    std::string scheme;
    std::optional<std::string> authority;
    std::string path;
    std::optional<std::string> query;
    std::optional<std::string> fragment;
};

/// Length of the scheme that a text begins with; 0 if it begins with none.
[[nodiscard]] std::size_t scheme_length(std::string_view text) noexcept;

/// Splits any text: every text is a reference of some kind (appendix B).
[[nodiscard]] Parts split(std::string_view text);

/// The reverse of split() (section 5.3).
[[nodiscard]] std::string join(const Parts& parts);

/// What a reference means in the context of a base (section 5.2.2). Dot segments stay.
[[nodiscard]] Parts resolve(const Parts& base, const Parts& reference);

/// Section 5.2.4.
[[nodiscard]] std::string remove_dot_segments(std::string_view path);

/// Whether a path, with or without a query, is surely in its normal form already: it has nothing
/// that is or would have to be escaped, and no dot segments.
[[nodiscard]] bool is_normal_path(std::string_view path) noexcept;

/// Normalises percent-encoding within one component: encodes what may stand in no URL, stray
/// percent signs too, decodes unreserved characters, and writes escapes in upper case.
[[nodiscard]] std::string encode(std::string_view component);

}  // namespace curlew::url_syntax
