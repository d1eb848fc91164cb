#pragma once

#include <curlew/model/names.hpp>
#include <curlew/model/options.hpp>
#include <curlew/model/reflect.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

namespace curlew::detail {

// One function is instantiated with every value in the range; the compiler spells them all in its
// name: `Color::red, (Color)1, Color::green`. Those without a name are casts.

template <class E, E... Values>
consteval std::string_view spell_values() {
#if defined(__clang__)
    constexpr std::string_view before = "Values = <";
#else
    constexpr std::string_view before = "Values = {";
#endif
    std::string_view all = __PRETTY_FUNCTION__;
    all.remove_prefix(all.find(before) + before.size());
    return all;
}

/// Takes the first value off the list. Commas between brackets belong to the name of a type.
constexpr std::string_view take_spelling(std::string_view& list) {
    int depth = 0;
    std::size_t i = 0;
    for (; i < list.size(); ++i) {
        const char c = list[i];
        if (c == '(' || c == '<' || c == '{') ++depth;
        if (c == ')' || c == '>' || c == '}') --depth;
        if (depth < 0 || (depth == 0 && c == ',')) break;
    }
    const std::string_view first = list.substr(0, i);
    list.remove_prefix(i < list.size() ? i + 1 : i);
    return first;
}

/// The value as an E. Not by a cast, of which GCC warns where no combination of enumerators has the
/// value.
template <class E>
consteval E enum_value(int value) {
    return std::bit_cast<E>(static_cast<std::underlying_type_t<E>>(value));
}

template <class E, E>
struct EnumConstant {};

// Clang 19 warns of what later versions refuse, which IsEnumConstant then finds out.
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunknown-warning-option"
#pragma clang diagnostic ignored "-Wenum-constexpr-conversion"
#endif
/// Whether Clang takes the value for a constant. An enum without a fixed underlying type has only
/// the values that fit the bits of its enumerators.
template <class E, int Value>
concept IsEnumConstant = requires { typename EnumConstant<E, static_cast<E>(Value)>; };

/// The first and last values that are looked at.
template <class E>
consteval std::pair<int, int> enum_range() {
    using Limits = std::numeric_limits<std::underlying_type_t<E>>;
    int low = Options<E>::lowest();
    int high = Options<E>::highest();
    if (!Limits::is_signed && low < 0) low = 0;
    if constexpr (sizeof(E) == 1) {
        if (low < Limits::min()) low = Limits::min();
        if (high > Limits::max()) high = Limits::max();
    }
    if constexpr (!requires { E{0}; }) {
        int above = 1;
        [&]<std::size_t... Bit>(std::index_sequence<Bit...>) {
            (void)((IsEnumConstant<E, (1 << Bit)> && (above *= 2, true)) && ...);
        }(std::make_index_sequence<16>());
        if (high >= above) high = above - 1;
        if (low < -above) low = -above;
    }
    return {low, high};
}

/// What the compiler says to each value of the range: a name, or nothing.
template <class E>
consteval auto enumerator_spellings() {
    constexpr std::pair<int, int> range = enum_range<E>();
    constexpr auto span = static_cast<std::size_t>(range.second - range.first + 1);
    static_assert(span <= 4096, "Model<E>::lowest and highest are too far apart");
    return []<std::size_t... I>(std::index_sequence<I...>) {
        std::string_view list =
            spell_values<E, enum_value<E>(range.first + static_cast<int>(I))...>();
        std::array<std::string_view, span> names{};
        for (std::string_view& name : names)
            name = last_identifier(take_spelling(list));
        return names;
    }(std::make_index_sequence<span>());
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

/// The enumerators of E, in the order of their values.
template <class E>
struct Enumerators {
    static constexpr auto spellings = enumerator_spellings<E>();

    static constexpr std::size_t count = [] {
        std::size_t found = 0;
        for (const std::string_view name : spellings)
            found += name.empty() ? 0u : 1u;
        return found;
    }();
    static_assert(count > 0,
                  "this enum has no enumerators from -128 to 255: declare Model<E>::lowest and "
                  "Model<E>::highest");

    static constexpr auto values = [] {
        std::array<std::int64_t, count> found{};
        std::size_t next = 0;
        std::int64_t value = enum_range<E>().first;
        for (const std::string_view name : spellings) {
            if (!name.empty()) found[next++] = value;
            ++value;
        }
        return found;
    }();

    static constexpr auto names = [] {
        std::array<NameSource, count> found{};
        std::size_t next = 0;
        for (const std::string_view name : spellings) {
            if (!name.empty()) found[next++] = {name, Options<E>::naming()};
        }
        return found;
    }();

    static constexpr auto table = make_name_table<Enumerators>();
};

}  // namespace curlew::detail
