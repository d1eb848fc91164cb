#include "content/charset.hpp"

#include "support/ascii.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include <iconv.h>
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

/// A charset name comes from the network: only what looks like one gets to iconv, and never a
/// suffix like //TRANSLIT.
bool is_plausible(std::string_view name) {
    return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_' || c == '.' ||
               c == ':' || c == '+';
    });
}

/// How many bytes to skip where one cannot be decoded, so that what follows stays in step.
std::size_t unit_size(std::string_view charset) {
    constexpr std::array<std::pair<std::string_view, std::size_t>, 9> wide{{{"utf-16", 2},
                                                                            {"utf16", 2},
                                                                            {"ucs-2", 2},
                                                                            {"ucs2", 2},
                                                                            {"unicode", 2},
                                                                            {"utf-32", 4},
                                                                            {"utf32", 4},
                                                                            {"ucs-4", 4},
                                                                            {"ucs4", 4}}};
    const std::string name = ascii::lowered(charset);
    const auto found = std::ranges::find_if(
        wide, [&](const auto& family) { return name.starts_with(family.first); });
    return found == wide.end() ? 1 : found->second;
}

std::string converted(iconv_t descriptor, std::string_view bytes, std::size_t unit) {
    std::string out;
    out.reserve(bytes.size());
    std::array<char, 4096> buffer{};
    const auto step = [&](char** from, std::size_t* left) {
        char* to = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t result = ::iconv(descriptor, from, left, &to, &room);
        const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
        out.append(buffer.data(), buffer.size() - room);
        return error;
    };
    char* from = const_cast<char*>(bytes.data());  // POSIX's signature; iconv() does not write here
    std::size_t left = bytes.size();
    bool cut_short = false;
    while (left > 0 && !cut_short) {
        const int error = step(&from, &left);
        if (error == EILSEQ) {
            out += replacement;
            const std::size_t skipped = std::min(unit, left);
            from += skipped;
            left -= skipped;
        } else if (error != 0 && error != E2BIG) {
            cut_short = true;  // the rest is the beginning of a character
        }
    }
    // Some charsets hold the last letter back: an accent might have followed.
    step(nullptr, nullptr);
    if (cut_short) out += replacement;
    return out;
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
    if (bytes.starts_with("\xEF\xBB\xBF")) return repaired_utf8(std::string(bytes.substr(3)));
    if (bytes.starts_with("\xFE\xFF")) {
        charset = "utf-16be";
        bytes.remove_prefix(2);
    } else if (bytes.starts_with("\xFF\xFE")) {
        charset = "utf-16le";
        bytes.remove_prefix(2);
    }
    const bool names_utf8 =
        ascii::equal_ignoring_case(charset, "utf-8") || ascii::equal_ignoring_case(charset, "utf8");
    if (names_utf8 || !is_plausible(charset)) return repaired_utf8(std::string(bytes));

    const iconv_t descriptor = ::iconv_open("UTF-8", std::string(charset).c_str());
    // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX's way to say that there is none
    if (descriptor == reinterpret_cast<iconv_t>(-1)) return repaired_utf8(std::string(bytes));
    const std::unique_ptr<void, decltype(&::iconv_close)> owner(descriptor, ::iconv_close);
    // iconv's UTF-8 goes beyond U+10FFFF, to the five and six bytes of old, for one from UCS-4.
    return repaired_utf8(converted(descriptor, bytes, unit_size(charset)));
}

}  // namespace curlew
