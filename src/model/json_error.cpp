#include "support/ascii.hpp"

#include <curlew/errors.hpp>

#include <algorithm>
#include <string>

namespace curlew {
namespace {

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

/// The piece of one line around `offset`, with a mark where it is:
/// `{"id": >>>tru}`. Characters that would spoil the line become spaces.
std::string excerpt_of(std::string_view line, std::size_t offset, bool is_last) {
    constexpr std::size_t reach = 30;
    std::size_t start = offset > reach ? offset - reach : 0;
    while (start > 0 && continues_character(line[start]))
        --start;
    std::size_t end = std::min(line.size(), offset + reach);
    while (end < line.size() && continues_character(line[end]))
        ++end;
    std::string text = start > 0 ? "..." : "";
    text += line.substr(start, offset - start);
    text += ">>>";
    text += line.substr(offset, end - offset);
    if (end < line.size()) text += "...";
    if (offset == line.size()) text += is_last ? " (the text ends here)" : " (the line ends here)";
    std::ranges::replace_if(text, ascii::is_control, ' ');
    return text;
}

}  // namespace

struct JsonError::Place {
    std::size_t offset;
    std::size_t line = 1;
    std::size_t column = 1;
    std::string excerpt;

    Place(std::string_view text, std::size_t at) : offset(std::min(at, text.size())) {
        const std::string_view before = text.substr(0, offset);
        line += static_cast<std::size_t>(std::ranges::count(before, '\n'));
        std::size_t start = before.rfind('\n') + 1;  // 0 in the first line, as npos + 1 is
        if (start == 0 && before.starts_with("\xef\xbb\xbf")) start = 3;  // nobody counts the mark
        column += static_cast<std::size_t>(std::ranges::count_if(
            before.substr(start), [](char c) { return !continues_character(c); }));
        const std::string_view rest = text.substr(start);
        const auto length = rest.find('\n');
        excerpt = excerpt_of(rest.substr(0, length), offset - start, length == rest.npos);
    }
};

JsonError::JsonError(std::string_view reason, std::string_view text, std::size_t offset)
    : JsonError(reason, Place(text, offset)) {}

JsonError::JsonError(std::string_view reason, const Place& place)
    : DecodeError("not JSON: " + std::string(reason) + " at line " + std::to_string(place.line) +
                      ", column " + std::to_string(place.column) + ": " + place.excerpt,
                  Phase::decode),
      line_(place.line),
      column_(place.column),
      offset_(place.offset) {}

}  // namespace curlew
