#pragma once

#include <curlew/model/traits.hpp>

#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>

namespace curlew {

/// What one member of a model is called in JSON and what its values have to be. Made by field().
///
/// Every call gives a changed copy, so that calls can be chained. Constraints hold for the value
/// inside a std::optional and for what a response brings; they are not checked on output.
template <auto Member>
class Field;

template <class Class, class Type, Type Class::* Member>
class Field<Member> {
public:
    /// The type that constraints apply to: that of the member, or of what it may hold.
    using Value = detail::Unwrapped<Type>;
    /// The type of a range's limits; meaningless for members that have no order.
    using Limit = std::conditional_t<detail::is_ordered<Value>, Value, char>;

    /// The name in JSON, whatever Model<T>::naming says.
    [[nodiscard]] constexpr Field name(std::string_view json_name) const {
        return with([&](Field& field) { field.name_ = json_name; });
    }
    /// The field may be missing; the member then keeps the value that its struct gives it.
    [[nodiscard]] constexpr Field optional() const {
        return with([](Field& field) { field.optional_ = true; });
    }

    /// Values from `low` to `high`, both included.
    [[nodiscard]] constexpr Field range(Limit low, Limit high) const {
        return at_least(low).at_most(high);
    }
    /// Values that are not below `low`.
    [[nodiscard]] constexpr Field at_least(Limit low) const {
        static_assert(detail::is_ordered<Value>, "only numbers, durations and times have a range");
        return with([&](Field& field) { field.low_ = {low, true, false}; });
    }
    /// Values that are not above `high`.
    [[nodiscard]] constexpr Field at_most(Limit high) const {
        static_assert(detail::is_ordered<Value>, "only numbers, durations and times have a range");
        return with([&](Field& field) { field.high_ = {high, true, false}; });
    }
    /// Values above `low`, which is itself excluded.
    [[nodiscard]] constexpr Field greater_than(Limit low) const {
        static_assert(detail::is_ordered<Value>, "only numbers, durations and times have a range");
        return with([&](Field& field) { field.low_ = {low, true, true}; });
    }
    /// Values below `high`, which is itself excluded.
    [[nodiscard]] constexpr Field less_than(Limit high) const {
        static_assert(detail::is_ordered<Value>, "only numbers, durations and times have a range");
        return with([&](Field& field) { field.high_ = {high, true, true}; });
    }

    /// From `shortest` to `longest` characters (code points) of a string, or items of a container.
    [[nodiscard]] constexpr Field length(
        std::size_t shortest, std::size_t longest = std::numeric_limits<std::size_t>::max()) const {
        static_assert(detail::is_string<Value> || detail::has_size<Value>,
                      "only strings and containers have a length");
        return with([&](Field& field) {
            field.shortest_ = shortest;
            field.longest_ = longest;
        });
    }
    /// Strings in which this regular expression (Perl syntax) matches somewhere; anchor it with
    /// `^` and `$` to match the whole. It is compiled once, at first use.
    [[nodiscard]] constexpr Field pattern(const char* regex) const {
        static_assert(detail::is_string<Value>, "only strings can be matched by a pattern");
        return with([&](Field& field) { field.pattern_ = regex; });
    }
    /// Strings that have the form of an email address: a dot-atom of RFC 5322, `@`, and a domain of
    /// two labels or more.
    [[nodiscard]] constexpr Field email() const {
        static_assert(detail::is_string<Value>, "only strings can be email addresses");
        return with([](Field& field) { field.email_ = true; });
    }

    // For the decoder.
    struct Bound {
        Limit value = Limit();
        bool given = false;
        bool exclusive = false;
    };
    static constexpr auto member = Member;
    [[nodiscard]] constexpr std::string_view json_name() const { return name_; }
    [[nodiscard]] constexpr bool is_optional() const { return optional_; }
    [[nodiscard]] constexpr const Bound& low() const { return low_; }
    [[nodiscard]] constexpr const Bound& high() const { return high_; }
    [[nodiscard]] constexpr std::size_t shortest() const { return shortest_; }
    [[nodiscard]] constexpr std::size_t longest() const { return longest_; }
    [[nodiscard]] constexpr const char* regex() const { return pattern_; }
    [[nodiscard]] constexpr bool is_email() const { return email_; }
    [[nodiscard]] constexpr bool has_length() const {
        return shortest_ > 0 || longest_ != std::numeric_limits<std::size_t>::max();
    }
    [[nodiscard]] constexpr bool is_constrained() const {
        return low_.given || high_.given || has_length() || pattern_ != nullptr || email_;
    }

private:
    template <class Change>
    constexpr Field with(Change change) const {
        Field changed = *this;
        change(changed);
        return changed;
    }

    std::string_view name_ = {};
    const char* pattern_ = nullptr;
    std::size_t shortest_ = 0;
    std::size_t longest_ = std::numeric_limits<std::size_t>::max();
    Bound low_ = {};
    Bound high_ = {};
    bool optional_ = false;
    bool email_ = false;
};

/// Says something about one member of a model: `field<&User::id>().name("user_id").range(1, 1000)`.
template <auto Member>
[[nodiscard]] constexpr Field<Member> field() {
    return {};
}

/// What a model says about its members; made by fields().
template <class... Fields>
struct FieldList : Fields... {};

/// The members of a model that are not plain, in any order; the rest need no mention.
template <class... Fields>
[[nodiscard]] constexpr FieldList<Fields...> fields(Fields... all) {
    return {all...};
}

}  // namespace curlew
