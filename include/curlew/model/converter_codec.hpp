#pragma once

#include <curlew/model/codec.hpp>
#include <curlew/model/reflect.hpp>

#include <exception>
#include <string>
#include <utility>

namespace curlew::detail {

template <Converted T>
struct Codec<T> {
    using Surrogate = typename Converter<T>::Surrogate;

    static Position read(Decoder& decoder, Position at, T& out) {
        const std::size_t failures = decoder.failures();
        Surrogate surrogate{};
        const Position next = Codec<Surrogate>::read(decoder, at, surrogate);
        if (decoder.failures() > failures) return next;
        try {
            auto value = Converter<T>::decode(std::move(surrogate));
            if constexpr (std::is_same_v<decltype(value), T>) {
                out = std::move(value);
            } else if (value) {
                out = *std::move(value);
            } else {
                decoder.fail(at, FieldErrorKind::value, expected());
            }
        } catch (const std::exception& error) {
            decoder.fail(at, FieldErrorKind::value, error.what());
        }
        return next;
    }
    static void write(Writer& writer, const T& value) {
        Codec<Surrogate>::write(writer, Converter<T>::encode(value));
    }
    static std::string expected() {
        if constexpr (requires { Converter<T>::expected; }) {
            return Converter<T>::expected;
        } else {
            return "what " + std::string(type_name<T>()) + " accepts";
        }
    }
};

}  // namespace curlew::detail
