#include "content/iconv_converter.hpp"

#include "support/ascii.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <iconv.h>

namespace curlew {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

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

}  // namespace

std::unique_ptr<IconvConverter> IconvConverter::make(std::string_view charset) {
    if (!is_plausible(charset)) return nullptr;
    const iconv_t descriptor = ::iconv_open("UTF-8", std::string(charset).c_str());
    // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX's way to say that there is none
    if (descriptor == reinterpret_cast<iconv_t>(-1)) return nullptr;
    return std::unique_ptr<IconvConverter>(new IconvConverter(descriptor, unit_size(charset)));
}

IconvConverter::~IconvConverter() {
    ::iconv_close(descriptor_);
}

/// One call of iconv(), whose result is an errno.
int IconvConverter::step(char** from, std::size_t* left, std::string& out) {
    std::array<char, 4096> buffer{};
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t result = ::iconv(descriptor_, from, left, &to, &room);
    const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
    out.append(buffer.data(), buffer.size() - room);
    return error;
}

std::size_t IconvConverter::convert(std::string_view bytes, bool is_last, std::string& out) {
    char* from = const_cast<char*>(bytes.data());  // POSIX's signature; iconv() does not write here
    std::size_t left = bytes.size();
    bool begins_character = false;
    while (left > 0 && !begins_character) {
        const int error = step(&from, &left, out);
        if (error == EILSEQ) {
            out += replacement;
            const std::size_t skipped = std::min(unit_, left);
            from += skipped;
            left -= skipped;
        } else if (error != 0 && error != E2BIG) {
            begins_character = true;
        }
    }
    if (!is_last) return bytes.size() - left;
    // Some charsets hold the last letter back: an accent might have followed.
    step(nullptr, nullptr, out);
    if (begins_character) out += replacement;
    return bytes.size();
}

}  // namespace curlew
