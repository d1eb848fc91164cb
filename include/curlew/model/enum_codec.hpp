#pragma once

#include <curlew/model/codec.hpp>
#include <curlew/model/enums.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

namespace curlew::detail {

/// Looks an enumerator up by its name; NameIndex::npos, and a misfit, if there is none.
std::size_t find_enumerator(Decoder& decoder, Position at, const NameIndex& names);
/// Where `value` is among the enumerators' values, which are in order.
/// @throws ConfigurationError if it is not there
std::size_t index_of_enumerator(const Writer& writer, const std::int64_t* values, std::size_t count,
                                std::int64_t value);
/// `one of red, green, blue`
std::string one_of(const NameIndex& names);

template <Enumeration T>
struct Codec<T> {
    using List = Enumerators<T>;

    static Position read(Decoder& decoder, Position at, T& out) {
        const std::size_t index = find_enumerator(decoder, at, List::table.index());
        if (index != NameIndex::npos) out = static_cast<T>(List::values[index]);
        return decoder.tape().next(at);
    }
    static void write(Writer& writer, T value) {
        writer.raw(List::table.quoted(index_of_enumerator(writer, List::values.data(), List::count,
                                                          static_cast<std::int64_t>(value))));
    }
    static std::string expected() { return one_of(List::table.index()); }
};

}  // namespace curlew::detail
