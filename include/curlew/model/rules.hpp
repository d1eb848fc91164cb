#pragma once

#include <curlew/model/codec.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

namespace curlew::detail {

/// A regular expression, compiled once.
class Pattern {
public:
    /// @throws ConfigurationError if it is malformed
    explicit Pattern(const char* regex);
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;
    ~Pattern();
    /// Whether it matches somewhere in the text; false, too, if that takes unreasonably long.
    [[nodiscard]] bool matches(std::string_view text) const;

private:
    struct Compiled;
    std::unique_ptr<const Compiled> compiled_;
};

[[nodiscard]] bool is_email_address(std::string_view text) noexcept;
[[nodiscard]] std::size_t count_characters(std::string_view utf8) noexcept;

// Records the misfit of one rule, in words made from the limits as JSON.
void breaks_range(Decoder& decoder, Position at, const std::string& type, std::string low,
                  bool low_excluded, std::string high, bool high_excluded);
void breaks_length(Decoder& decoder, Position at, std::size_t shortest, std::size_t longest,
                   std::string_view unit);
void breaks_pattern(Decoder& decoder, Position at, const char* regex);
void breaks_email(Decoder& decoder, Position at);

template <class T>
std::string as_json(const T& value) {
    Writer writer;
    Codec<T>::write(writer, value);
    return std::move(writer).take();
}

template <class Rules, class Value>
void check_range(const Rules& rules, Decoder& decoder, Position at, const Value& value) {
    const auto& low = rules.low();
    const auto& high = rules.high();
    const bool too_low = low.given && (low.exclusive ? !(low.value < value) : value < low.value);
    const bool too_high =
        high.given && (high.exclusive ? !(value < high.value) : high.value < value);
    if (!too_low && !too_high) return;
    breaks_range(decoder, at, Codec<Value>::expected(),
                 low.given ? as_json(low.value) : std::string(), low.exclusive,
                 high.given ? as_json(high.value) : std::string(), high.exclusive);
}

template <class Rules, class Value>
void check_length(const Rules& rules, Decoder& decoder, Position at, const Value& value) {
    std::size_t length;
    std::string_view unit = "items";
    if constexpr (is_string<Value>) {
        length = count_characters(value);
        unit = "characters";
    } else {
        length = value.size();
    }
    if (length < rules.shortest() || length > rules.longest()) {
        breaks_length(decoder, at, rules.shortest(), rules.longest(), unit);
    }
}

/// Checks the value of one member against what its Field says.
/// @tparam Rules a function object that gives the Field, as a constant
template <class Rules, class Member>
void check_rules(Decoder& decoder, Position at, const Member& member) {
    if constexpr (Nullable<Member>) {
        if (member) check_rules<Rules>(decoder, at, *member);
    } else {
        static constexpr auto rules = Rules()();
        if constexpr (rules.low().given || rules.high().given) {
            check_range(rules, decoder, at, member);
        }
        if constexpr (rules.has_length()) check_length(rules, decoder, at, member);
        if constexpr (rules.regex() != nullptr) {
            static const Pattern pattern(rules.regex());
            if (!pattern.matches(member)) breaks_pattern(decoder, at, rules.regex());
        }
        if constexpr (rules.is_email()) {
            if (!is_email_address(member)) breaks_email(decoder, at);
        }
    }
}

}  // namespace curlew::detail
