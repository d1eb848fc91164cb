#pragma once

#include <curlew/model/codec.hpp>
#include <curlew/model/reflect.hpp>

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace curlew::detail {

template <class... Alternatives>
struct Codec<std::variant<Alternatives...>> {
    using Variant = std::variant<Alternatives...>;

    static Position read(Decoder& decoder, Position at, Variant& out) {
        // The closest match wins, and among equals the first.
        for (const Mode mode : {Mode::exact, Mode::strict, Mode::lax}) {
            if (mode > decoder.mode()) break;
            if (!decoder.may_try(at)) {
                return decoder.fail(at, FieldErrorKind::value, "a document that is less ambiguous");
            }
            if ((try_one<Alternatives>(decoder, at, mode, out) || ...)) {
                return decoder.tape().next(at);
            }
        }
        return refuse(decoder, at);
    }

    static void write(Writer& writer, const Variant& value) {
        if (value.valueless_by_exception()) writer.refuse("its variant holds no value");
        (write_if<Alternatives>(writer, value), ...);
    }

    static std::string expected() {
        std::string all;
        ((all += (all.empty() ? "" : " or ") + Codec<Alternatives>::expected()), ...);
        return all;
    }

private:
    template <class T>
    static bool try_one(Decoder& decoder, Position at, Mode mode, Variant& out) {
        const Decoder::Trial trial(decoder, mode);
        T value{};
        Codec<T>::read(decoder, at, value);
        if (trial.failed()) return false;
        out.template emplace<T>(std::move(value));
        return true;
    }

    template <class T>
    static void write_if(Writer& writer, const Variant& value) {
        if (const T* held = std::get_if<T>(&value)) Codec<T>::write(writer, *held);
    }

    static Position refuse(Decoder& decoder, Position at) {
        std::string expected;
        FieldErrorKind kind = FieldErrorKind::type;
        if (!decoder.is_silent()) {
            (explain<Alternatives>(decoder, at, expected, kind), ...);
        }
        return decoder.fail(at, kind, std::move(expected));
    }

    template <class T>
    static void explain(Decoder& decoder, Position at, std::string& expected,
                        FieldErrorKind& kind) {
        const Decoder::Explanation explanation(decoder, at);
        T value{};
        Codec<T>::read(decoder, at, value);
        const FieldErrorKind own = explanation.append_to(expected, type_name<T>());
        if (own != FieldErrorKind::type) kind = own;
    }
};

}  // namespace curlew::detail
