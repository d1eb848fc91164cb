#pragma once

#include <curlew/json_fwd.hpp>
#include <curlew/model.hpp>

#include <concepts>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace curlew {

/// Parses a JSON document of any shape.
///
/// A UTF-8 byte order mark before the document is skipped. Of several members with one name the
/// last counts. Integers beyond 64 bits become the nearest double.
///
/// @throws JsonError if the text is not JSON, with line, column and an excerpt; or if it is nested
///         deeper than 1024 levels
[[nodiscard]] Json parse_json(std::string_view text);

namespace detail {

Document document_of(const Json& value);

/// Json as (part of) a model: takes and gives anything.
template <>
struct Codec<Json> {
    static Position read(Decoder& decoder, Position at, Json& out);
    static void write(Writer& writer, const Json& value);
    static std::string expected() { return "any value"; }
};

}  // namespace detail

/// Decodes a value that was parsed before.
/// @throws ValidationError naming every field that does not fit
template <class T, std::same_as<Json> Value>
[[nodiscard]] T from_json(const Value& value, Validation validation = Validation::lax) {
    const detail::Document document = detail::document_of(value);
    return detail::decode<T>(document.tape(), validation);
}

}  // namespace curlew
