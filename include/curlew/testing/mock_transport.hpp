#pragma once

#include <curlew/errors.hpp>
#include <curlew/testing/mock_route.hpp>
#include <curlew/transport_factory.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace curlew::testing {

namespace detail {

struct MockState;

}  // namespace detail

/// No route of a MockTransport fits a request. The message shows the one that comes closest, and
/// what does not fit.
class UnmatchedRequestError : public ClientError {
    using ClientError::ClientError;
};

/// Answers requests without a network, for tests of programs that make them: in the same thread, in
/// no time.
///
/// Routes are tried in the order in which they were added. Patterns are those of TestServer; one
/// that begins with an origin (`https://api.example.com/users/{id}`) fits that origin alone.
///
/// A handle: copies are the same mock, and a client keeps one. Safe for use by many threads, and by
/// several clients.
///
/// @code
/// const curlew::testing::MockTransport mock;
/// auto user = mock.get("/users/{id}").reply(503).reply(User{7, "Ann"});
///
/// const curlew::Client client({.base_url = "https://api.example.com", .transport = mock});
/// EXPECT_EQ(client.get("/users/7").as<User>().name, "Ann");
/// user.assert_called(2);
/// @endcode
class MockTransport {
public:
    MockTransport();

    /// Adds a route.
    /// @throws std::invalid_argument if it is no pattern
    MockRoute route(std::string_view method, std::string_view pattern) const;
    MockRoute get(std::string_view pattern) const { return route("GET", pattern); }
    MockRoute post(std::string_view pattern) const { return route("POST", pattern); }
    MockRoute put(std::string_view pattern) const { return route("PUT", pattern); }
    MockRoute patch(std::string_view pattern) const { return route("PATCH", pattern); }
    MockRoute del(std::string_view pattern) const { return route("DELETE", pattern); }
    /// For any method.
    MockRoute any(std::string_view pattern = "/{path...}") const { return route("*", pattern); }

    /// All requests, in order, also those that fit no route.
    [[nodiscard]] std::vector<ServerRequest> calls() const;
    [[nodiscard]] std::size_t call_count() const;

    /// @throws MockAssertionError naming the routes that no request has come to
    void assert_all_called() const;

    /// For ClientConfig::transport.
    [[nodiscard]] std::shared_ptr<Transport> operator()(const TransportContext& context) const;

private:
    std::shared_ptr<detail::MockState> state_;
};

}  // namespace curlew::testing
