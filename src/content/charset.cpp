#include "content/charset.hpp"

#include "content/text_decoder.hpp"

#include <simdjson.h>

namespace curlew {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Length of the well-formed sequence at the front (RFC 3629); 0 if there is none, and then `bad`
/// is how many bytes belong together as its beginning.
std::size_t sequence(std::string_view text, std::size_t& bad) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const unsigned lead = byte(0);
    bad = 1;
    if (lead < 0x80) return 1;
    const std::size_t length = lead < 0xC2   ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < length; ++i) {
        const bool fits = byte(i) >= (i == 1 ? low : 0x80) && byte(i) <= (i == 1 ? high : 0xBF);
        if (!fits) return 0;
        bad = i + 1;
    }
    return length;
}

}  // namespace

bool is_utf8(std::string_view bytes) noexcept {
    return simdjson::validate_utf8(bytes.data(), bytes.size());
}

std::string repaired_utf8(std::string text) {
    if (is_utf8(text)) return text;
    std::string out;
    out.reserve(text.size());
    std::string_view rest = text;
    while (!rest.empty()) {
        std::size_t bad = 0;
        if (const std::size_t good = sequence(rest, bad); good > 0) {
            out += rest.substr(0, good);
            rest.remove_prefix(good);
        } else {
            out += replacement;
            rest.remove_prefix(bad);
        }
    }
    return out;
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    TextDecoder decoder(charset);
    std::string text(decoder.decode(bytes));
    text += decoder.finish();
    return text;
}

}  // namespace curlew
