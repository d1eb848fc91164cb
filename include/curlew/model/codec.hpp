#pragma once

#include <curlew/model/decoder.hpp>
#include <curlew/model/traits.hpp>
#include <curlew/model/writer.hpp>

#include <string>

namespace curlew::detail {

/// How T is read from a tape and written as JSON. Specialised for everything that has a way:
/// - `static Position read(Decoder&, Position, T&)` assigns the value and returns the next position
/// - `static void write(Writer&, const T&)`
/// - `static std::string expected()` says in words what a value is
template <class T>
struct Codec {
    static_assert(always_false<T>,
                  "curlew cannot read or write this type as JSON: use a type that "
                  "docs/models.md lists, or specialise curlew::Converter for it");
};

}  // namespace curlew::detail
