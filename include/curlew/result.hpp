#pragma once

#include <curlew/errors.hpp>

#include <concepts>
#include <exception>
#include <type_traits>
#include <utility>
#include <variant>

namespace curlew {

/// A value, or the error that an exception would have carried.
///
/// @code
/// if (auto user = client.get("/users/1").try_as<User>()) {
///     greet(user->name);
/// } else if (user.error_as<curlew::NotFoundError>()) {
///     create_user();
/// } else {
///     log(user.error().what());
/// }
/// @endcode
template <class T>
class [[nodiscard]] Result {
public:
    using value_type = T;

    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(*-explicit-*)

    /// Calls `make`, and catches what it throws if it is one of curlew's errors. Others pass.
    template <std::invocable Make>
        requires std::convertible_to<std::invoke_result_t<Make>, T>
    static Result of(Make&& make) {
        try {
            return Result(std::forward<Make>(make)());
        } catch (const ClientError& error) {
            return caught(error);
        }
    }

    /// The error that is being handled. For use inside `catch (const ClientError& error)`.
    static Result caught(const ClientError& error) {
        return Result(Failure{std::current_exception(), &error});
    }

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    /// The value.
    /// @throws the error, as its own class, when there is none
    [[nodiscard]] T& value() & {
        check();
        return **this;
    }
    [[nodiscard]] const T& value() const& {
        check();
        return **this;
    }
    [[nodiscard]] T value() && {
        check();
        return *std::move(*this);
    }

    /// The value; undefined when there is none.
    [[nodiscard]] T& operator*() & noexcept { return *std::get_if<0>(&state_); }
    [[nodiscard]] const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
    [[nodiscard]] T operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
    [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&state_); }
    [[nodiscard]] const T* operator->() const noexcept { return std::get_if<0>(&state_); }

    template <class Other>
    [[nodiscard]] T value_or(Other&& other) const& {
        return has_value() ? **this : static_cast<T>(std::forward<Other>(other));
    }

    /// The error; undefined when there is a value. Lives as long as this result or a copy of it.
    [[nodiscard]] const ClientError& error() const noexcept {
        return *std::get_if<1>(&state_)->error;
    }

    /// The error if it is of that class, else nullptr.
    template <std::derived_from<ClientError> Error>
    [[nodiscard]] const Error* error_as() const noexcept {
        return has_value() ? nullptr : dynamic_cast<const Error*>(&error());
    }

private:
    struct Failure {
        std::exception_ptr owner;
        const ClientError* error;  // inside the exception object that `owner` keeps alive
    };

    explicit Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure)) {}

    void check() const {
        if (const auto* failure = std::get_if<1>(&state_)) std::rethrow_exception(failure->owner);
    }

    std::variant<T, Failure> state_;
};

}  // namespace curlew
