#pragma once

#include <string>
#include <string_view>

namespace curlew::testing {

// What servers do to bodies, by the libraries that they use.

[[nodiscard]] std::string gzip(std::string_view plain);
/// RFC 1950.
[[nodiscard]] std::string zlib_deflate(std::string_view plain);
/// RFC 1951, without the wrapper that the content coding `deflate` asks for.
[[nodiscard]] std::string raw_deflate(std::string_view plain);
[[nodiscard]] std::string brotli(std::string_view plain);
/// @param window_log 0 for what the library thinks fit
[[nodiscard]] std::string zstd(std::string_view plain, int window_log = 0);

}  // namespace curlew::testing
