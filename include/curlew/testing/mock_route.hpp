#pragma once

#include <curlew/headers.hpp>
#include <curlew/json_fwd.hpp>
#include <curlew/model.hpp>
#include <curlew/params.hpp>
#include <curlew/testing/handler.hpp>
#include <curlew/testing/server_request.hpp>
#include <curlew/testing/server_response.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace curlew::testing {

/// What a test expected of a MockTransport, and did not find. Every test framework shows what() of
/// an exception that it did not expect.
class MockAssertionError : public std::logic_error {
    using std::logic_error::logic_error;
};

/// What a request is to have; what is left out may be anything.
struct RequestPattern {
    Headers headers = {};                  ///< with these values, among others
    Params params = {};                    ///< in the query, among others
    std::optional<std::string> body = {};  ///< exactly
    /// JSON that the body has at least: members of objects may be missing here, elements of arrays
    /// may not. As text.
    std::optional<std::string> json = {};
};

namespace detail {

struct MockRouteState;

}  // namespace detail

/// Some of the requests that a MockTransport gets, and what becomes of them. A handle: copies are
/// the same route. Safe for use by many threads.
class MockRoute {
public:
    /// For MockTransport.
    explicit MockRoute(std::shared_ptr<detail::MockRouteState> state) noexcept
        : state_(std::move(state)) {}

    /// @name Which requests
    /// All that is said has to fit.
    /// @{
    MockRoute& header(std::string_view name, std::string_view value);
    MockRoute& param(std::string_view name, ParamValue value);
    MockRoute& body(std::string bytes);
    /// A JSON body that has at least this: a model, a container, a curlew::Json.
    template <class T>
    MockRoute& json(const T& value) {
        return json_text(to_json(value));
    }
    MockRoute& json_text(std::string_view subset);
    /// @param description for messages about requests that fit no route
    MockRoute& matching(std::function<bool(const ServerRequest&)> predicate,
                        std::string description = "a predicate");
    /// Only so many; those that follow are for later routes, or none.
    MockRoute& times(std::size_t count);
    /// @}

    /// @name What they get
    /// Each call is the next reply; the last one is for all requests from there on. Without any, it
    /// is 200 without a body.
    /// @{
    MockRoute& reply(int status);
    MockRoute& reply(ServerResponse response);
    /// What TestServer's handlers may be: takes the request, or its decoded body, or both, and
    /// returns a ServerResponse, or a model, or nothing. Or a model right away, encoded as JSON.
    template <class T>
        requires(!std::is_convertible_v<T, ServerResponse> && !std::is_integral_v<T>)
    MockRoute& reply(T value) {
        if constexpr (detail::HandlerLike<T>) {
            return handle(detail::make_handler(std::move(value)));
        } else {
            return reply(ServerResponse::json(value));
        }
    }
    /// An exception of that class, made anew for each request.
    ///
    /// @code
    /// route.fail<curlew::ConnectionError>("connection refused", curlew::Phase::connect);
    /// @endcode
    template <class Error, class... Arguments>
    MockRoute& fail(Arguments... arguments) {
        return fail_with([arguments...] { throw Error(arguments...); });
    }
    /// The network's answer.
    MockRoute& pass_through();
    /// The reply before this comes that much later, by the client's clock.
    MockRoute& after(Duration delay);
    /// @}

    /// @name What has happened
    /// @{
    [[nodiscard]] std::vector<ServerRequest> calls() const;
    [[nodiscard]] std::size_t call_count() const;
    /// @throws MockAssertionError if there was none
    [[nodiscard]] ServerRequest last_call() const;

    /// @throws MockAssertionError here and below, which shows the requests that there were
    void assert_called(std::size_t count) const;
    void assert_called_once() const { assert_called(1); }
    void assert_not_called() const { assert_called(0); }
    void assert_called_with(const RequestPattern& pattern) const;
    void assert_called_once_with(const RequestPattern& pattern) const;
    /// @}

private:
    MockRoute& handle(Handler handler);
    MockRoute& fail_with(std::function<void()> thrower);

    std::shared_ptr<detail::MockRouteState> state_;
};

}  // namespace curlew::testing
