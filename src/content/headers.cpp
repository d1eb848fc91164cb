#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>
#include <curlew/headers.hpp>

#include <algorithm>

namespace curlew {
namespace {

bool is_value_char(char c) {
    return c == '\t' || !ascii::is_control(c);
}

void check(std::string_view name, std::string_view value) {
    if (!ascii::is_token(name)) {
        throw ConfigurationError("header name " + quoted(name) +
                                 " is not a token (RFC 9110 section 5.1): use letters, digits and "
                                 "hyphens");
    }
    if (const auto bad = std::ranges::find_if_not(value, is_value_char); bad != value.end()) {
        // The value itself stays out of the message: it may be a credential.
        throw ConfigurationError("the value of header " + quoted(name) +
                                 " has the control character " + quoted({&*bad, 1}) +
                                 " at position " + std::to_string(bad - value.begin()) +
                                 ": it would let the value pass for headers of its own");
    }
}

}  // namespace

Headers::Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    for (const auto& [name, value] : fields)
        add(name, value);
}

Headers::Span Headers::store(std::string_view name, std::string_view value) {
    const Span span{static_cast<std::uint32_t>(text_.size()),
                    static_cast<std::uint32_t>(name.size()),
                    static_cast<std::uint32_t>(value.size())};
    if (const std::size_t needed = text_.size() + name.size() + value.size();
        needed > text_.capacity()) {
        // The arguments may be views into text_, which therefore has to outlive its own growth.
        std::string grown;
        grown.reserve(std::max(needed, 2 * text_.capacity()));
        grown.append(text_).append(name).append(value);
        text_.swap(grown);
    } else {
        text_.append(name).append(value);
    }
    return span;
}

void Headers::append_unchecked(std::string_view name, std::string_view value) {
    spans_.push_back(store(name, value));
}

void Headers::add(std::string_view name, std::string_view value) {
    check(name, value);
    append_unchecked(name, ascii::trim(value));
}

void Headers::set(std::string_view name, std::string_view value) {
    check(name, value);
    const auto same = [&](const Span& span) {
        return ascii::equal_ignoring_case(name,
                                          std::string_view(text_).substr(span.offset, span.name));
    };
    const auto first = std::ranges::find_if(spans_, same);
    if (first == spans_.end()) return append_unchecked(name, ascii::trim(value));
    spans_.erase(std::remove_if(first + 1, spans_.end(), same), spans_.end());
    *first = store(name, ascii::trim(value));
}

void Headers::merge(const Headers& others) {
    if (&others == this) return;
    for (std::size_t i = 0; i < others.size(); ++i) {
        const auto [name, value] = others[i];
        const auto earlier = [&](const Field& field) {
            return ascii::equal_ignoring_case(field.name, name);
        };
        if (std::any_of(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(i), earlier)) {
            append_unchecked(name, value);
        } else {
            set(name, value);
        }
    }
}

std::size_t Headers::remove(std::string_view name) {
    return std::erase_if(spans_, [&](const Span& span) {
        return ascii::equal_ignoring_case(name,
                                          std::string_view(text_).substr(span.offset, span.name));
    });
}

void Headers::clear() noexcept {
    text_.clear();
    spans_.clear();
}

std::optional<std::string_view> Headers::get(std::string_view name) const noexcept {
    for (const auto field : *this) {
        if (ascii::equal_ignoring_case(field.name, name)) return field.value;
    }
    return std::nullopt;
}

std::vector<std::string_view> Headers::get_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto field : *this) {
        if (ascii::equal_ignoring_case(field.name, name)) values.push_back(field.value);
    }
    return values;
}

std::optional<std::string> Headers::combined(std::string_view name) const {
    std::optional<std::string> all;
    for (const auto field : *this) {
        if (!ascii::equal_ignoring_case(field.name, name)) continue;
        if (all) {
            all->append(", ").append(field.value);
        } else {
            all.emplace(field.value);
        }
    }
    return all;
}

bool Headers::contains(std::string_view name) const noexcept {
    return get(name).has_value();
}

Headers::Field Headers::operator[](std::size_t index) const noexcept {
    const Span& span = spans_[index];
    const std::string_view text = text_;
    return {text.substr(span.offset, span.name), text.substr(span.offset + span.name, span.value)};
}

void Headers::reserve(std::size_t fields, std::size_t text) {
    spans_.reserve(fields);
    text_.reserve(text);
}

bool operator==(const Headers& left, const Headers& right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const Headers::Field& a, const Headers::Field& b) {
                          return ascii::equal_ignoring_case(a.name, b.name) && a.value == b.value;
                      });
}

}  // namespace curlew
