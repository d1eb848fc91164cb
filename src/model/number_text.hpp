#pragma once

#include "support/ascii.hpp"

#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

namespace curlew::detail {

constexpr std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The number without what std::from_chars does not take: blanks around it and a plus sign.
constexpr std::string_view plain_number(std::string_view text) noexcept {
    text = trimmed(text);
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    return text;
}

/// As plain_number(), without a fraction of zeros too; empty if the text is not an integer.
constexpr std::string_view plain_integer(std::string_view text) noexcept {
    text = plain_number(text);
    const auto is_digits = [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, ascii::is_digit);
    };
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (point != std::string_view::npos) {
        const std::string_view fraction = text.substr(point + 1);
        if (fraction.empty() || fraction.find_first_not_of('0') != std::string_view::npos)
            return {};
    }
    return is_digits(whole.starts_with('-') ? whole.substr(1) : whole) ? whole : std::string_view();
}

/// A finite decimal number; hexadecimal ones, `inf` and `nan` are none.
inline bool parse_real(std::string_view text, double& out) noexcept {
    text = plain_number(text);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return false;
    if (!std::isfinite(value)) return false;
    out = value;
    return true;
}

}  // namespace curlew::detail
