#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace curlew {

/// How a type that is not an aggregate travels: as another type that does.
///
/// Specialise it with
/// - `using Surrogate = ...`: any type that can itself be decoded,
/// - `static T decode(Surrogate)` or `static std::optional<T> decode(Surrogate)`: an exception
///   derived from std::exception, or nothing, refuses the value; it becomes a FieldError of kind
///   `value` whose `expected` is the exception's message, or `expected` below,
/// - `static Surrogate encode(const T&)`,
/// - and, if you like, `static constexpr const char* expected`: what a good value is, in words.
///
/// T needs a default constructor.
template <class T>
struct Converter;

}  // namespace curlew

namespace curlew::detail {

template <class T>
inline constexpr bool always_false = false;

template <class T>
concept Converted = requires { typename Converter<T>::Surrogate; };

template <class T>
inline constexpr bool is_string = std::is_same_v<T, std::string>;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_pointer_owner = false;
template <class T>
inline constexpr bool is_pointer_owner<std::unique_ptr<T>> = true;
template <class T>
inline constexpr bool is_pointer_owner<std::shared_ptr<T>> = true;

/// Types whose absence is a value of its own.
template <class T>
concept Nullable = is_optional<T> || is_pointer_owner<T>;

template <class T>
struct UnwrapNullable {
    using type = T;
};
template <class T>
struct UnwrapNullable<std::optional<T>> : UnwrapNullable<T> {};
template <class T>
struct UnwrapNullable<std::unique_ptr<T>> : UnwrapNullable<T> {};
template <class T>
struct UnwrapNullable<std::shared_ptr<T>> : UnwrapNullable<T> {};

/// T without the optionals and owning pointers around it.
template <class T>
using Unwrapped = typename UnwrapNullable<T>::type;

template <class T>
inline constexpr bool is_ordered = !std::is_enum_v<T> && !std::is_pointer_v<T> &&
                                   std::is_trivially_copyable_v<T> && requires(const T& value) {
                                       { value < value } -> std::same_as<bool>;
                                   };

template <class T>
concept has_size = requires(const T& value) {
    { value.size() } -> std::convertible_to<std::size_t>;
};

/// std::vector, deque, list: grown at the end.
template <class T>
concept Sequence = !is_string<T> && !Converted<T> && requires(T& value) {
    typename T::value_type;
    value.clear();
    value.emplace_back();
    value.begin();
};

template <class T>
concept Map = !Converted<T> && requires(T& value) {
    typename T::key_type;
    typename T::mapped_type;
    value.clear();
    value.begin();
};

template <class T>
concept Set = !Map<T> && !Converted<T> && requires(T& value) {
    typename T::key_type;
    value.clear();
    value.begin();
};

/// std::array, std::pair, std::tuple
template <class T>
concept TupleLike = !Converted<T> && requires { std::tuple_size<T>::value; };

template <class T>
concept ChronoDuration = !Converted<T> && requires {
    typename T::rep;
    typename T::period;
    T::zero();
};

template <class T>
concept Enumeration = std::is_enum_v<T> && !Converted<T>;

/// What is taken apart by reflection.
template <class T>
concept Aggregate = std::is_class_v<T> && std::is_aggregate_v<T> && !TupleLike<T> && !Converted<T>;

}  // namespace curlew::detail
