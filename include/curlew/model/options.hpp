#pragma once

#include <curlew/model/field.hpp>
#include <curlew/model/naming.hpp>

#include <cstddef>

namespace curlew {

/// What happens to fields of a document that the model does not have.
enum class UnknownFields {
    ignore,  ///< they are skipped
    refuse,  ///< each is an error of kind FieldErrorKind::unknown_field
};

/// What happens when a document lacks fields of the model. std::optional and owning pointers may
/// always be missing.
enum class MissingFields {
    refuse,        ///< each is an error of kind FieldErrorKind::missing
    use_defaults,  ///< their members keep the values that the struct gives them
};

/// How members that hold nothing (std::optional, owning pointers) are written.
enum class EmptyFields {
    write_null,  ///< as `"name":null`
    omit,        ///< not at all
};

/// How a type is read and written where the plain way will not do. Specialise it and declare any of
/// these `static constexpr` members; what is not declared is as shown here.
///
/// For aggregates:
/// - `auto naming = Naming::as_is`
/// - `auto unknown_fields = UnknownFields::ignore`
/// - `auto missing_fields = MissingFields::refuse`
/// - `auto empty_fields = EmptyFields::write_null`
/// - `auto fields = curlew::fields()`
///
/// For enums:
/// - `auto naming = Naming::as_is`
/// - `int lowest = -128` and `int highest = 255`: where enumerators are looked for
template <class T>
struct Model {};

}  // namespace curlew

namespace curlew::detail {

/// Model<T> with the defaults filled in.
template <class T>
struct Options {
    static consteval Naming naming() {
        if constexpr (requires { Model<T>::naming; }) return Model<T>::naming;
        return Naming::as_is;
    }
    static consteval bool refuses_unknown() {
        if constexpr (requires { Model<T>::unknown_fields; }) {
            return Model<T>::unknown_fields == UnknownFields::refuse;
        }
        return false;
    }
    static consteval bool uses_defaults() {
        if constexpr (requires { Model<T>::missing_fields; }) {
            return Model<T>::missing_fields == MissingFields::use_defaults;
        }
        return false;
    }
    static consteval bool omits_empty() {
        if constexpr (requires { Model<T>::empty_fields; }) {
            return Model<T>::empty_fields == EmptyFields::omit;
        }
        return false;
    }
    static consteval int lowest() {
        if constexpr (requires { Model<T>::lowest; }) return Model<T>::lowest;
        return -128;
    }
    static consteval int highest() {
        if constexpr (requires { Model<T>::highest; }) return Model<T>::highest;
        return 255;
    }
    static constexpr auto fields() {
        if constexpr (requires { Model<T>::fields; }) {
            return Model<T>::fields;
        } else {
            return FieldList<>();
        }
    }
};

}  // namespace curlew::detail
