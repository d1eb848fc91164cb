#pragma once

#include "support/path_pattern.hpp"

#include <curlew/testing/mock_route.hpp>
#include <curlew/url.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew::testing::detail {

/// One reply of a route.
struct MockReply {
    Handler handler = {};                ///< makes the answer, or
    std::function<void()> thrower = {};  ///< throws, or
    bool passes_through = false;         ///< the network answers
    Duration delay = {};
};

/// What does not fit a pattern, in words; empty if all does.
[[nodiscard]] std::vector<std::string> misfits(const ServerRequest& request,
                                               const RequestPattern& pattern);

/// A request in one line: `POST https://example.com/users {"name":"Ann"}`.
[[nodiscard]] std::string in_one_line(const ServerRequest& request);

/// Behind a MockRoute.
struct MockRouteState {
    struct Predicate {
        std::function<bool(const ServerRequest&)> holds;
        std::string description;
    };

    /// @throws std::invalid_argument if it is no pattern
    MockRouteState(std::string_view of_method, std::string_view pattern);

    /// What does not fit, in words. Where all does, fills in the path's parameters.
    [[nodiscard]] std::vector<std::string> misfits(ServerRequest& request, const Url& url) const;

    /// Counts a request that fits, and says what it gets.
    [[nodiscard]] MockReply take(const ServerRequest& request);

    /// `GET /users/{id}`
    [[nodiscard]] std::string name() const { return method + " " + origin + path.text(); }

    std::string method;  ///< `*` for any
    std::string origin;  ///< empty for any
    PathPattern path;

    mutable std::mutex mutex;
    RequestPattern wanted;
    std::vector<Predicate> predicates;
    std::optional<std::size_t> most;
    std::vector<MockReply> replies;
    std::vector<ServerRequest> calls;
};

/// Behind a MockTransport.
struct MockState {
    mutable std::mutex mutex;
    std::vector<std::shared_ptr<MockRouteState>> routes;
    std::vector<ServerRequest> calls;
};

}  // namespace curlew::testing::detail
