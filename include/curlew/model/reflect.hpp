#pragma once

#include <curlew/model/members.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace curlew::detail {

// Counting: an aggregate of N members takes N initialisers and no more. An initialiser that
// converts to anything is tried N times over. It is never run; it has a body because Clang misses
// one for types of an unnamed namespace.

struct Anything {
    template <class T>
    operator T() const noexcept {  // NOLINT(google-explicit-constructor): converting is its purpose
        __builtin_unreachable();
    }
};
template <class Derived>
struct AnythingButBase {
    template <class T>
        requires(!std::is_base_of_v<T, Derived>)
    operator T() const noexcept {  // NOLINT(google-explicit-constructor): converting is its purpose
        __builtin_unreachable();
    }
};
template <std::size_t>
using AnythingAt = Anything;

template <class T, std::size_t Count>
inline constexpr bool takes = []<std::size_t... I>(std::index_sequence<I...>) {
    return requires { T{AnythingAt<I>{}...}; };
}(std::make_index_sequence<Count>{});

/// The largest count that T takes, known to be at least `Low` and less than `High`.
template <class T, std::size_t Low, std::size_t High>
consteval std::size_t count_members() {
    if constexpr (High - Low == 1) {
        return Low;
    } else {
        constexpr std::size_t middle = (Low + High) / 2;
        if constexpr (takes<T, middle>) {
            return count_members<T, middle, High>();
        } else {
            return count_members<T, Low, middle>();
        }
    }
}

template <class T>
inline constexpr std::size_t member_count = count_members<T, 0, max_members + 2>();

/// Whether member `At` alone takes `{}`. A C array does not count as one initialiser but as many,
/// and is found out by this: once it has taken `{}`, there are too many initialisers after it.
template <class T, std::size_t At, std::size_t Count>
inline constexpr bool is_one_member =
    []<std::size_t... I, std::size_t... J>(std::index_sequence<I...>, std::index_sequence<J...>) {
        return requires { T{AnythingAt<I>{}..., {}, AnythingAt<J>{}...}; };
    }(std::make_index_sequence<At>{}, std::make_index_sequence<Count - At - 1>{});

template <class T>
consteval bool has_c_array() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
        return !(is_one_member<T, I, sizeof...(I)> && ...);
    }(std::make_index_sequence<member_count<T>>{});
}

template <class T>
consteval bool has_base() {
    if constexpr (member_count<T> == 0) {
        return false;
    } else {
        return !requires { T{AnythingButBase<T>{}}; };
    }
}

template <class T>
consteval void check_model() {
    static_assert(std::is_aggregate_v<T>,
                  "this type is not an aggregate: make it one (public members, no constructors, no "
                  "virtual functions), or specialise curlew::Converter for it");
    static_assert(std::is_default_constructible_v<T>,
                  "a model is made empty and then filled: give members that are references, or "
                  "have no default constructor, another type");
    static_assert(member_count<T> <= max_members,
                  "a model has at most 128 members: group some of them into a nested struct");
    static_assert(!has_base<T>(),
                  "a model has no base classes: make the base a member, or specialise "
                  "curlew::Converter for it");
    static_assert(!has_c_array<T>(), "a model has no C arrays: use std::array");
}

// Names: the compiler spells out a pointer to a member of an object. The object is only declared,
// so it costs nothing.

template <class T>
struct Specimen {
    T value;
};
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
template <class T>
extern const Specimen<T> specimen;

template <std::size_t I, class Member>
struct PointerLeaf {
    const Member* pointer;
};
template <class Indices, class... Members>
struct PointerList;
template <std::size_t... I, class... Members>
struct PointerList<std::index_sequence<I...>, Members...> : PointerLeaf<I, Members>... {};

template <std::size_t I, class Member>
constexpr const Member* pointer_at(const PointerLeaf<I, Member>& leaf) {
    return leaf.pointer;
}

/// Pointers to all members of specimen<T>, for use in constant expressions only.
template <class T>
constexpr auto specimen_members() {
    return visit_members<member_count<T>>(
        specimen<T>.value, []<class... Members>(const Members&... members) {
            return PointerList<std::index_sequence_for<Members...>, Members...>{{&members}...};
        });
}

constexpr bool is_identifier_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

/// The last identifier of the text; empty when it is a number.
constexpr std::string_view last_identifier(std::string_view text) {
    while (!text.empty() && !is_identifier_char(text.back()))
        text.remove_suffix(1);
    std::size_t start = text.size();
    while (start > 0 && is_identifier_char(text[start - 1]))
        --start;
    text.remove_prefix(start);
    return !text.empty() && text[0] >= '0' && text[0] <= '9' ? std::string_view() : text;
}

/// What the compiler prints between `=` and the next of `end` for the last template argument.
constexpr std::string_view template_argument(std::string_view function, std::string_view end) {
    function.remove_prefix(function.find("= ") + 2);
    return function.substr(0, function.find_first_of(end));
}

template <auto Pointer>
consteval std::string_view spell_member() {
    return last_identifier(template_argument(__PRETTY_FUNCTION__, ";]"));
}

/// The names of T's members as in the source, in order.
template <class T>
consteval auto member_names() {
    constexpr auto members = specimen_members<T>();
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<std::string_view, sizeof...(I)>{
            spell_member<pointer_at<I>(members)>()...};
    }(std::make_index_sequence<member_count<T>>{});
}

/// The place of a member in its struct, from a pointer to member.
template <class T, auto Member>
consteval std::size_t member_index() {
    constexpr auto members = specimen_members<T>();
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        const void* wanted = &(specimen<T>.value.*Member);
        std::size_t index = sizeof...(I);
        ((static_cast<const void*>(pointer_at<I>(members)) == wanted ? void(index = I) : void()),
         ...);
        return index;
    }(std::make_index_sequence<member_count<T>>{});
}
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

template <class T>
consteval std::string_view spell_type() {
    return template_argument(__PRETTY_FUNCTION__, ";]");
}

/// The name of a type without the namespaces around it: `User`, `Page<User>`.
template <class T>
consteval std::string_view type_name() {
    std::string_view name = spell_type<T>();
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '<' || name[i] == '(' || name[i] == '{') ++depth;
        if (name[i] == '>' || name[i] == ')' || name[i] == '}') --depth;
        if (name[i] == ':' && depth == 0) start = i + 1;
    }
    return name.substr(start);
}

}  // namespace curlew::detail
