#pragma once

#include <curlew/model/codec.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>

namespace curlew::detail {

template <class T>
void make_value(std::optional<T>& holder) {
    holder.emplace();
}
template <class T>
void make_value(std::unique_ptr<T>& holder) {
    holder = std::make_unique<T>();
}
template <class T>
void make_value(std::shared_ptr<T>& holder) {
    // A holder is never shared with what it held before: others may still use that.
    holder = std::make_shared<T>();
}

template <Nullable T>
struct Codec<T> {
    using Value = std::remove_cvref_t<decltype(*std::declval<T&>())>;

    static Position read(Decoder& decoder, Position at, T& out) {
        if (tag_of(at) == Tag::null) {
            out.reset();
            return at + 1;
        }
        make_value(out);
        return Codec<Value>::read(decoder, at, *out);
    }
    static void write(Writer& writer, const T& value) {
        if (value) {
            Codec<Value>::write(writer, *value);
        } else {
            writer.null();
        }
    }
    static std::string expected() { return Codec<Value>::expected() + " or null"; }
};

}  // namespace curlew::detail
