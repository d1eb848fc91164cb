#pragma once

#include <curlew/model/names.hpp>
#include <curlew/model/options.hpp>
#include <curlew/model/reflect.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace curlew::detail {

/// A member that Model<T> does not mention.
struct PlainField {
    [[nodiscard]] static constexpr bool is_constrained() { return false; }
};

/// What is known of the aggregate T while compiling.
template <class T>
struct Schema {
private:
    template <class Visitor, class... Fields>
    static constexpr void visit_fields([[maybe_unused]] const FieldList<Fields...>& list,
                                       [[maybe_unused]] Visitor visitor) {
        (visitor(static_cast<const Fields&>(list)), ...);
    }

    template <std::size_t I, class First, class... Rest>
    static constexpr auto pick(const First& first, const Rest&... rest) {
        if constexpr (member_index<T, First::member>() == I) {
            return first;
        } else if constexpr (sizeof...(Rest) > 0) {
            return pick<I>(rest...);
        } else {
            return PlainField();
        }
    }
    template <std::size_t I, class... Fields>
    static constexpr auto select(const FieldList<Fields...>& list) {
        if constexpr (sizeof...(Fields) == 0) {
            return PlainField();
        } else {
            return pick<I>(static_cast<const Fields&>(list)...);
        }
    }

public:
    static constexpr std::size_t count = member_count<T>;

    /// What Model<T> says about member `I`.
    template <std::size_t I>
    struct Rules {
        constexpr auto operator()() const { return select<I>(Options<T>::fields()); }
    };

    static constexpr auto names = [] {
        std::array<NameSource, count> sources{};
        const auto raw = member_names<T>();
        for (std::size_t i = 0; i < count; ++i)
            sources[i] = {raw[i], Options<T>::naming()};
        visit_fields(Options<T>::fields(), [&]<auto Member>(const Field<Member>& field) {
            if (!field.json_name().empty()) {
                sources[member_index<T, Member>()] = {field.json_name(), Naming::as_is};
            }
        });
        return sources;
    }();

    static constexpr auto table = make_name_table<Schema>();

    /// The JSON name of member `I`.
    template <std::size_t I>
    static constexpr std::string_view key = table[I];

    /// Which members a field says may be missing.
    static constexpr auto optional = [] {
        std::array<bool, count> flags{};
        for (bool& flag : flags)
            flag = Options<T>::uses_defaults();
        visit_fields(Options<T>::fields(), [&]<auto Member>(const Field<Member>& field) {
            if (field.is_optional()) flags[member_index<T, Member>()] = true;
        });
        return flags;
    }();
};

/// As Schema, where there is nothing to know.
template <class T>
    requires(member_count<T> == 0)
struct Schema<T> {
    static constexpr std::size_t count = 0;
};

}  // namespace curlew::detail
