#include "content/content_range.hpp"

#include "support/ascii.hpp"

#include <charconv>

namespace curlew {
namespace {

/// The number at the front, which loses it.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
    return number;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

std::optional<ContentRange> parse_content_range(std::string_view value) {
    constexpr std::string_view unit = "bytes";
    if (!ascii::equal_ignoring_case(value.substr(0, unit.size()), unit)) return std::nullopt;
    value.remove_prefix(unit.size());
    if (!take(value, ' ')) return std::nullopt;
    ContentRange range;
    if (!take(value, '*')) {
        range.first = take_number(value);
        if (!range.first || !take(value, '-')) return std::nullopt;
        range.last = take_number(value);
        if (!range.last || *range.last < *range.first) return std::nullopt;
    }
    if (!take(value, '/')) return std::nullopt;
    if (!take(value, '*')) {
        range.total = take_number(value);
        if (!range.total || (range.last && *range.last >= *range.total)) return std::nullopt;
    } else if (!range.first) {
        return std::nullopt;
    }
    if (!value.empty()) return std::nullopt;
    return range;
}

}  // namespace curlew
