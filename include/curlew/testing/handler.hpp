#pragma once

#include <curlew/testing/server_request.hpp>
#include <curlew/testing/server_response.hpp>

#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace curlew::testing {

/// What every route ends in.
using Handler = std::function<ServerResponse(const ServerRequest&)>;

namespace detail {

template <class... T>
struct Types {};

template <class F>
struct ArgumentsOf;
template <class R, class... A>
struct ArgumentsOf<R (*)(A...)> {
    using type = Types<std::remove_cvref_t<A>...>;
};
template <class R, class... A>
struct ArgumentsOf<R (*)(A...) noexcept> : ArgumentsOf<R (*)(A...)> {};
template <class C, class R, class... A>
struct ArgumentsOf<R (C::*)(A...)> : ArgumentsOf<R (*)(A...)> {};
template <class C, class R, class... A>
struct ArgumentsOf<R (C::*)(A...) const> : ArgumentsOf<R (*)(A...)> {};
template <class C, class R, class... A>
struct ArgumentsOf<R (C::*)(A...) noexcept> : ArgumentsOf<R (*)(A...)> {};
template <class C, class R, class... A>
struct ArgumentsOf<R (C::*)(A...) const noexcept> : ArgumentsOf<R (*)(A...)> {};

/// The request itself where a handler asks for it; the decoded body where it asks for anything
/// else.
template <class T>
decltype(auto) argument_from(const ServerRequest& request) {
    if constexpr (std::same_as<T, ServerRequest>) {
        return (request);
    } else {
        return request.as<T>();
    }
}

inline ServerResponse response_from(ServerResponse response) {
    return response;
}

template <class T>
ServerResponse response_from(const T& value) {
    return ServerResponse::json(value);
}

template <class T>
ServerResponse response_from(const std::optional<T>& value) {
    return value ? response_from(*value) : ServerResponse::error(404, "there is no such thing");
}

template <class F, class... A>
ServerResponse call(F& function, const ServerRequest& request, Types<A...>) {
    static_assert((0 + ... + !std::same_as<A, ServerRequest>) <= 1,
                  "a handler takes the request, or one model decoded from its body, or both");
    if constexpr (std::is_void_v<std::invoke_result_t<F&, A...>>) {
        std::invoke(function, argument_from<A>(request)...);
        return ServerResponse::status(204);
    } else {
        return response_from(std::invoke(function, argument_from<A>(request)...));
    }
}

/// What make_handler() takes.
template <class F>
concept HandlerLike = requires { &F::operator(); } || requires { typename ArgumentsOf<F>::type; } ||
                      std::invocable<F&, const ServerRequest&>;

/// Makes a Handler of any callable that TestServer's routes take.
template <class F>
Handler make_handler(F function) {
    if constexpr (requires { &F::operator(); }) {
        return [function = std::move(function)](const ServerRequest& request) mutable {
            return call(function, request, typename ArgumentsOf<decltype(&F::operator())>::type{});
        };
    } else if constexpr (requires { typename ArgumentsOf<F>::type; }) {
        return [function](const ServerRequest& request) {
            return call(function, request, typename ArgumentsOf<F>::type{});
        };
    } else {  // overloaded or generic: it can only be meant for the request
        return [function = std::move(function)](const ServerRequest& request) mutable {
            return call(function, request, Types<ServerRequest>{});
        };
    }
}

}  // namespace detail
}  // namespace curlew::testing
