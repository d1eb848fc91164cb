#pragma once

/// @file JSON to and from plain structs, without a macro. See docs/models.md.

#include <curlew/model/chrono_codec.hpp>
#include <curlew/model/container_codec.hpp>
#include <curlew/model/converter_codec.hpp>
#include <curlew/model/document.hpp>
#include <curlew/model/enum_codec.hpp>
#include <curlew/model/nullable_codec.hpp>
#include <curlew/model/object_codec.hpp>
#include <curlew/model/options.hpp>
#include <curlew/model/scalar_codec.hpp>
#include <curlew/model/variant_codec.hpp>
#include <curlew/validation.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace curlew {

namespace detail {

template <class T>
T decode(const Tape& tape, Validation validation) {
    T value{};
    Decoder decoder(tape, validation);
    Codec<T>::read(decoder, tape.root(), value);
    decoder.finish();
    return value;
}

}  // namespace detail

/// Decodes a JSON document to T: an aggregate or anything else that docs/models.md lists.
///
///     struct User { int id; std::string name; std::optional<std::string> email; };
///     const User user = curlew::from_json<User>(R"({"id": 7, "name": "Ann"})");
///
/// A UTF-8 byte order mark before the document is skipped (RFC 8259 section 8.1 allows it). Of
/// several fields with one name the last counts. Safe to call from any number of threads.
///
/// @throws JsonError if the text is not JSON, with line, column and an excerpt
/// @throws ValidationError naming every field that does not fit
template <class T>
[[nodiscard]] T from_json(std::string_view text, Validation validation = Validation::lax) {
    const detail::Document document(text);
    return detail::decode<T>(document.tape(), validation);
}

/// Encodes a value as compact JSON. Characters outside ASCII are written as they are.
///
/// @throws ConfigurationError naming the path of a value that JSON has no form for: NaN, infinity,
///         a string that is not UTF-8, an enumerator without a name, a time beyond the year 9999
template <class T>
[[nodiscard]] std::string to_json(const T& value) {
    detail::Writer writer;
    detail::Codec<T>::write(writer, value);
    return std::move(writer).take();
}

}  // namespace curlew
