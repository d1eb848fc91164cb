#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

/// The value of a query or form parameter. Text is taken as it is, numbers in their shortest form,
/// booleans as `true` and `false`.
class ParamValue {
public:
    // NOLINTBEGIN(google-explicit-constructor): whatever can be a value is one
    template <class Text>
        requires std::convertible_to<const Text&, std::string_view>
    ParamValue(const Text& text) : text_(std::string_view(text)) {}
    ParamValue(std::same_as<bool> auto value) : text_(value ? "true" : "false") {}
    ParamValue(std::signed_integral auto value)
        : ParamValue(Number{}, static_cast<long long>(value)) {}
    template <std::unsigned_integral Value>
        requires(!std::same_as<Value, bool>)
    ParamValue(Value value) : ParamValue(Number{}, static_cast<unsigned long long>(value)) {}
    ParamValue(std::floating_point auto value) : ParamValue(Number{}, static_cast<double>(value)) {}
    // NOLINTEND(google-explicit-constructor)
    ParamValue(char) = delete;  // a digit or a letter? Say which: a string, or an int

    [[nodiscard]] const std::string& text() const& noexcept { return text_; }
    [[nodiscard]] std::string text() && noexcept { return std::move(text_); }

private:
    struct Number {};
    ParamValue(Number, long long value);
    ParamValue(Number, unsigned long long value);
    ParamValue(Number, double value);

    std::string text_;
};

/// Named parameters of a query string or a form, in order, repeated names allowed.
///
/// @code
/// curlew::Params params{{"page", 2}, {"tag", "red"}, {"tag", "blue"}};
/// @endcode
class Params {
public:
    using value_type = std::pair<std::string, std::string>;

    Params() = default;
    Params(std::initializer_list<std::pair<std::string_view, ParamValue>> params) {
        for (const auto& [name, value] : params)
            add(name, value);
    }

    Params& add(std::string_view name, ParamValue value) {
        items_.emplace_back(name, std::move(value).text());
        return *this;
    }

    [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
    [[nodiscard]] auto begin() const noexcept { return items_.begin(); }
    [[nodiscard]] auto end() const noexcept { return items_.end(); }

    /// For a URL's query (RFC 3986): everything but unreserved characters percent-encoded.
    [[nodiscard]] std::string to_query() const;

    /// For a body of type application/x-www-form-urlencoded (WHATWG URL): spaces as `+`.
    [[nodiscard]] std::string to_form() const;

private:
    std::vector<value_type> items_;
};

}  // namespace curlew
