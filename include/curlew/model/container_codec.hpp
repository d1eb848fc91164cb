#pragma once

#include <curlew/model/codec.hpp>
#include <curlew/model/map_key.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

namespace curlew::detail {

/// How many items to make room for at once. What a document claims about itself may take no more
/// than this before its items have been seen to fit.
template <class Item>
std::size_t first_reservation(std::size_t hint) {
    constexpr std::size_t bytes = std::size_t(1) << 20;
    return std::min(hint, bytes / sizeof(Item) + 1);
}

template <Sequence T>
struct Codec<T> {
    using Item = typename T::value_type;

    static Position read(Decoder& decoder, Position at, T& out) {
        out.clear();
        if (tag_of(at) != Tag::array) [[unlikely]]
            return decoder.wrong_type(at, "array");
        const Position end = decoder.tape().closing(at);
        if constexpr (requires { out.reserve(std::size_t()); }) {
            out.reserve(first_reservation<Item>(decoder.tape().size_hint(at)));
        }
        for (++at; at != end;) {
            if (decoder.is_done()) return end + 1;
            if constexpr (std::is_same_v<Item,
                                         bool>) {  // std::vector<bool> has no bool to refer to
                bool item = false;
                at = Codec<bool>::read(decoder, at, item);
                out.push_back(item);
            } else {
                at = Codec<Item>::read(decoder, at, out.emplace_back());
            }
        }
        return end + 1;
    }

    static void write(Writer& writer, const T& value) {
        writer.raw('[');
        for (const auto& item : value) {
            Codec<Item>::write(writer, item);
            writer.raw(',');
        }
        writer.close(']');
    }
    static std::string expected() { return "array"; }
};

template <Set T>
struct Codec<T> {
    using Item = typename T::key_type;

    static Position read(Decoder& decoder, Position at, T& out) {
        out.clear();
        if (tag_of(at) != Tag::array) [[unlikely]]
            return decoder.wrong_type(at, "array");
        const Position end = decoder.tape().closing(at);
        for (++at; at != end;) {
            if (decoder.is_done()) return end + 1;
            Item item{};
            at = Codec<Item>::read(decoder, at, item);
            out.insert(std::move(item));
        }
        return end + 1;
    }

    static void write(Writer& writer, const T& value) {
        writer.raw('[');
        for (const auto& item : value) {
            Codec<Item>::write(writer, item);
            writer.raw(',');
        }
        writer.close(']');
    }
    static std::string expected() { return "array"; }
};

template <Map T>
struct Codec<T> {
    using Key = typename T::key_type;
    using Value = typename T::mapped_type;

    static Position read(Decoder& decoder, Position at, T& out) {
        out.clear();
        if (tag_of(at) != Tag::object) [[unlikely]]
            return decoder.wrong_type(at, "object");
        const Position end = decoder.tape().closing(at);
        for (++at; at != end;) {
            if (decoder.is_done()) return end + 1;
            Key key{};
            MapKey<Key>::read(decoder, at, key);
            Value value{};
            at = Codec<Value>::read(decoder, at + 1, value);
            out.insert_or_assign(std::move(key), std::move(value));
        }
        return end + 1;
    }

    static void write(Writer& writer, const T& value) {
        writer.raw('{');
        for (const auto& [key, item] : value) {
            MapKey<Key>::write(writer, key);
            writer.raw(':');
            Codec<Value>::write(writer, item);
            writer.raw(',');
        }
        writer.close('}');
    }
    static std::string expected() { return "object"; }
};

/// An array of another length than the type has.
Position wrong_count(Decoder& decoder, Position at, std::size_t count);
/// How many items the array at `at` has, however many these are.
std::size_t count_items(const Tape& tape, Position at);

template <TupleLike T>
struct Codec<T> {
    static constexpr std::size_t count = std::tuple_size_v<T>;

    static Position read(Decoder& decoder, Position at, T& out) {
        if (tag_of(at) != Tag::array) [[unlikely]]
            return decoder.wrong_type(at, "array");
        if (count_items(decoder.tape(), at) != count) return wrong_count(decoder, at, count);
        const Position end = decoder.tape().closing(at);
        ++at;
        std::apply([&]<class... Items>(
                       Items&... items) { ((at = Codec<Items>::read(decoder, at, items)), ...); },
                   out);
        return end + 1;
    }

    static void write(Writer& writer, const T& value) {
        writer.raw('[');
        std::apply(
            [&]<class... Items>(const Items&... items) {
                ((Codec<Items>::write(writer, items), writer.raw(',')), ...);
            },
            value);
        writer.close(']');
    }
    static std::string expected() { return "array of " + std::to_string(count) + " items"; }
};

}  // namespace curlew::detail
