#include "content/content_decoder.hpp"

#include <curlew/errors.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t limit = std::size_t{1} << 20;

void require(bool holds) {
    if (!holds) __builtin_trap();
}

/// What comes out, up to the limit; nothing where that is an error.
std::optional<std::string> decoded(const curlew::Headers& headers, std::string_view coded,
                                   std::size_t piece, std::size_t room) {
    auto decoder = curlew::ContentDecoder::for_body(headers);
    std::string plain;
    std::vector<char> buffer(room);
    try {
        while (!coded.empty()) {
            const std::string_view next = coded.substr(0, piece);
            coded.remove_prefix(next.size());
            decoder->feed(next);
            while (const std::size_t written = decoder->read(buffer)) {
                require(written <= buffer.size());
                plain.append(buffer.data(), written);
                if (plain.size() > limit) return std::nullopt;
            }
        }
        decoder->finish();
    } catch (const curlew::ContentCodingError&) {
        return std::nullopt;
    }
    return plain;
}

}  // namespace

/// The first byte chooses the codings; how the rest is cut into pieces makes no difference.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array<const char*, 8> encodings{"gzip",          "deflate",      "br",
                                                   "zstd",          "gzip, gzip",   "zstd, br",
                                                   "deflate, gzip", "gzip, deflate"};
    if (size == 0) return 0;
    curlew::Headers headers;
    headers.add("Content-Encoding", encodings[data[0] % encodings.size()]);
    const std::string_view coded(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto whole = decoded(headers, coded, std::string_view::npos, 64 * 1024);
    require(decoded(headers, coded, 3, 64 * 1024) == whole);
    require(decoded(headers, coded, std::string_view::npos, 1000) == whole);
    return 0;
}
