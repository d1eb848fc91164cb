#pragma once

#include <string>
#include <string_view>

namespace curlew::percent {

/// Appends `%XX` for a byte.
void append_escaped(std::string& out, char byte);

/// For one component of a URL, as a value in its query or a segment of its path: everything but
/// unreserved characters (RFC 3986 section 2.3) is encoded.
[[nodiscard]] std::string encode(std::string_view text);

/// For application/x-www-form-urlencoded (WHATWG URL, "application/x-www-form-urlencoded
/// percent-encode set"): a space is a plus sign.
[[nodiscard]] std::string encode_form(std::string_view text);

/// The reverse of encode(); a percent sign without two digits behind it stays.
[[nodiscard]] std::string decode(std::string_view text);

/// The reverse of encode_form().
[[nodiscard]] std::string decode_form(std::string_view text);

}  // namespace curlew::percent
