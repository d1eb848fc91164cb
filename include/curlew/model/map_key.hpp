#pragma once

#include <curlew/model/enum_codec.hpp>
#include <curlew/model/scalar_codec.hpp>

#include <string>

namespace curlew::detail {

/// How a type serves as the key of an object: `{"12": ...}` where 12 is an integer.
template <class T>
struct MapKey {
    static_assert(
        always_false<T>,
        "the keys of a JSON object are strings: use std::string, an integer or an enum as "
        "the key of a map");
};

template <>
struct MapKey<std::string> {
    static void read(Decoder& decoder, Position at, std::string& out) {
        out.assign(decoder.tape().text(at));
    }
    static void write(Writer& writer, const std::string& key) { writer.string(key); }
};

/// Reads an integer from a key, in any mode: keys can be nothing but strings.
bool convert_key(Decoder& decoder, Position at, std::int64_t low, std::int64_t high,
                 std::int64_t& out);
bool convert_key(Decoder& decoder, Position at, std::uint64_t high, std::uint64_t& out);

template <std::integral T>
    requires(!std::is_same_v<T, bool> && !is_character<T>)
struct MapKey<T> {
    using Limits = std::numeric_limits<T>;

    static void read(Decoder& decoder, Position at, T& out) {
        if constexpr (std::is_signed_v<T>) {
            std::int64_t value;
            if (convert_key(decoder, at, Limits::min(), Limits::max(), value)) {
                out = static_cast<T>(value);
            }
        } else {
            std::uint64_t value;
            if (convert_key(decoder, at, Limits::max(), value)) out = static_cast<T>(value);
        }
    }
    static void write(Writer& writer, T key) {
        writer.raw('"');
        Codec<T>::write(writer, key);
        writer.raw('"');
    }
};

template <Enumeration T>
struct MapKey<T> : Codec<T> {};

}  // namespace curlew::detail
