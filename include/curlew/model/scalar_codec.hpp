#pragma once

#include <curlew/model/codec.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace curlew::detail {

// What is not plainly of the right type is looked at out of line: converted in lax mode, else
// recorded as a misfit. Each returns whether `out` was set.

bool convert(Decoder& decoder, Position at, bool& out);
bool convert(Decoder& decoder, Position at, double& out);
/// Integers between `low` and `high`.
bool convert(Decoder& decoder, Position at, std::int64_t low, std::int64_t high, std::int64_t& out);
bool convert(Decoder& decoder, Position at, std::uint64_t high, std::uint64_t& out);
/// A real number that `float` cannot hold.
Position beyond_float(Decoder& decoder, Position at);

template <class T>
inline constexpr bool is_character =
    std::is_same_v<T, char> || std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> ||
    std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;

template <>
struct Codec<bool> {
    static Position read(Decoder& decoder, Position at, bool& out) {
        const Tag tag = tag_of(at);
        if (tag == Tag::true_value || tag == Tag::false_value) [[likely]] {
            out = tag == Tag::true_value;
            return at + 1;
        }
        convert(decoder, at, out);
        return decoder.tape().next(at);
    }
    static void write(Writer& writer, bool value) { writer.boolean(value); }
    static std::string expected() { return "boolean"; }
};

template <std::integral T>
    requires(!std::is_same_v<T, bool>)
struct Codec<T> {
    static_assert(!is_character<T>,
                  "a character type is neither a number nor a string in JSON: use std::string, or "
                  "std::int8_t or std::uint8_t for a number");
    using Limits = std::numeric_limits<T>;

    static Position read(Decoder& decoder, Position at, T& out) {
        if (tag_of(at) == Tag::signed_integer) [[likely]] {
            const std::int64_t value = signed_at(at);
            if constexpr (std::is_signed_v<T>) {
                if (value >= Limits::min() && value <= Limits::max()) [[likely]] {
                    out = static_cast<T>(value);
                    return at + 2;
                }
            } else {
                if (value >= 0 && static_cast<std::uint64_t>(value) <= Limits::max()) [[likely]] {
                    out = static_cast<T>(value);
                    return at + 2;
                }
            }
        }
        if constexpr (std::is_signed_v<T>) {
            std::int64_t value;
            if (convert(decoder, at, Limits::min(), Limits::max(), value)) {
                out = static_cast<T>(value);
            }
        } else {
            std::uint64_t value;
            if (convert(decoder, at, Limits::max(), value)) out = static_cast<T>(value);
        }
        return decoder.tape().next(at);
    }

    static void write(Writer& writer, T value) {
        if constexpr (std::is_signed_v<T>) {
            writer.integer(static_cast<std::int64_t>(value));
        } else {
            writer.integer(static_cast<std::uint64_t>(value));
        }
    }
    static std::string expected() { return "integer"; }
};

template <std::floating_point T>
struct Codec<T> {
    static_assert(!std::is_same_v<T, long double>,
                  "JSON numbers are read as double: use double instead of long double");

    static Position read(Decoder& decoder, Position at, T& out) {
        double value;
        if (tag_of(at) == Tag::real) [[likely]] {
            value = real_at(at);
        } else if (!convert(decoder, at, value)) {
            return decoder.tape().next(at);
        }
        if constexpr (std::is_same_v<T, float>) {
            constexpr double limit = std::numeric_limits<float>::max();
            if (value > limit || value < -limit) return beyond_float(decoder, at);
        }
        out = static_cast<T>(value);
        return decoder.tape().next(at);
    }
    static void write(Writer& writer, T value) { writer.real(value); }
    static std::string expected() { return "number"; }
};

template <>
struct Codec<std::string> {
    static Position read(Decoder& decoder, Position at, std::string& out) {
        if (tag_of(at) != Tag::string) [[unlikely]]
            return decoder.wrong_type(at, "string");
        out.assign(decoder.tape().text(at));
        return at + 1;
    }
    static void write(Writer& writer, const std::string& value) { writer.string(value); }
    static std::string expected() { return "string"; }
};

template <>
struct Codec<std::string_view> {
    template <class Never = void>
    static Position read(Decoder&, Position at, std::string_view&) {
        static_assert(always_false<Never>,
                      "a std::string_view would outlive the document: decode to std::string");
        return at;
    }
    static void write(Writer& writer, std::string_view value) { writer.string(value); }
    static std::string expected() { return "string"; }
};

template <>
struct Codec<std::monostate> {
    static Position read(Decoder& decoder, Position at, std::monostate&) {
        return tag_of(at) == Tag::null ? at + 1 : decoder.wrong_type(at, "null");
    }
    static void write(Writer& writer, std::monostate) { writer.null(); }
    static std::string expected() { return "null"; }
};

}  // namespace curlew::detail
