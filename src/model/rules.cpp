#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>
#include <curlew/model/rules.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include <boost/regex.hpp>

namespace curlew::detail {

// Boost's expressions give up on a text that would take for ever; the standard library's overflow
// the stack on a long one.
struct Pattern::Compiled {
    boost::regex regex;
};

Pattern::Pattern(const char* regex) try
    : compiled_(std::make_unique<const Compiled>(Compiled{boost::regex(regex)})) {
} catch (const boost::regex_error& error) {
    throw ConfigurationError("a model has the malformed pattern " + quoted(regex) + ": " +
                             error.what());
}

Pattern::~Pattern() = default;

bool Pattern::matches(std::string_view text) const {
    try {
        return boost::regex_search(text.begin(), text.end(), compiled_->regex);
    } catch (const std::runtime_error&) {
        return false;
    }
}

std::size_t count_characters(std::string_view utf8) noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

namespace {

/// Non-empty parts between dots, each made of what `is_good` allows.
template <class IsGood>
std::size_t count_labels(std::string_view text, IsGood is_good) noexcept {
    std::size_t count = 0;
    while (true) {
        const auto dot = text.find('.');
        if (!is_good(text.substr(0, dot))) return 0;
        ++count;
        if (dot == std::string_view::npos) return count;
        text.remove_prefix(dot + 1);
    }
}

bool is_alphanumeric(char c) noexcept {
    return ascii::is_alpha(c) || ascii::is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

bool is_atom(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_alphanumeric(c) ||
               std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
    });
}

bool is_domain_label(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

}  // namespace

bool is_email_address(std::string_view text) noexcept {
    const auto at = text.rfind('@');
    // Without an @ it is npos, which is more than 64 too.
    if (at > 64 || text.size() - at - 1 > 253) return false;
    return count_labels(text.substr(0, at), is_atom) > 0 &&
           count_labels(text.substr(at + 1), is_domain_label) >= 2;
}

void breaks_range(Decoder& decoder, Position at, const std::string& type, std::string low,
                  bool low_excluded, std::string high, bool high_excluded) {
    // Times and durations explain their form after a comma, and are strings.
    std::string text = type.substr(0, type.find(','));
    std::erase(low, '"');
    std::erase(high, '"');
    if (!low.empty() && !high.empty() && !low_excluded && !high_excluded) {
        text += " between " + low + " and " + high;
    } else {
        if (!low.empty()) text += (low_excluded ? " greater than " : " of at least ") + low;
        if (!low.empty() && !high.empty()) text += " and";
        if (!high.empty()) text += (high_excluded ? " less than " : " of at most ") + high;
    }
    decoder.fail(at, FieldErrorKind::out_of_range, std::move(text));
}

void breaks_length(Decoder& decoder, Position at, std::size_t shortest, std::size_t longest,
                   std::string_view unit) {
    std::string text = unit == "characters" ? "string of " : "array of ";
    if (longest == std::numeric_limits<std::size_t>::max()) {
        text += "at least " + std::to_string(shortest);
    } else if (shortest == longest) {
        text += std::to_string(shortest);
    } else if (shortest == 0) {
        text += "at most " + std::to_string(longest);
    } else {
        text += std::to_string(shortest) + " to " + std::to_string(longest);
    }
    decoder.fail(at, FieldErrorKind::length, text + ' ' + std::string(unit));
}

void breaks_pattern(Decoder& decoder, Position at, const char* regex) {
    decoder.fail(at, FieldErrorKind::pattern, "string matching " + std::string(regex));
}

void breaks_email(Decoder& decoder, Position at) {
    decoder.fail(at, FieldErrorKind::pattern, "email address");
}

}  // namespace curlew::detail
