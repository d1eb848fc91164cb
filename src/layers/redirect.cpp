#include "layers/redirect.hpp"

#include "layers/redirect_rules.hpp"

#include <curlew/body_stream.hpp>
#include <curlew/errors.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace curlew::layers {
namespace {

/// The redirects of one request so far.
class Trail {
public:
    explicit Trail(int most) : most_(most) {}

    void add(Response response) { steps_.push_back(std::move(response)); }

    /// @throws TooManyRedirectsError if the next request is one too many, or one that was sent
    ///         before: it would be answered in the same way, unless a cookie makes it another one
    void check(const Request& next) const {
        const auto is_the_same = [&](const Response& step) {
            return step.request().method() == next.method() && step.url() == next.url();
        };
        const auto sets_cookie = [](const Response& step) {
            return step.headers().contains("Set-Cookie");
        };
        if (std::ranges::any_of(steps_, is_the_same) && std::ranges::none_of(steps_, sets_cookie)) {
            give_up("redirects in a circle: back to " + next.url().redacted() + " after " +
                    std::to_string(steps_.size()));
        }
        if (steps_.size() > static_cast<std::size_t>(std::max(most_, 0))) {
            give_up("more than " + std::to_string(most_) + " redirects in a row (max_redirects)");
        }
    }

    [[nodiscard]] std::shared_ptr<const std::vector<Response>> share() const {
        return std::make_shared<const std::vector<Response>>(steps_);
    }

private:
    [[noreturn]] void give_up(std::string message) const {
        throw TooManyRedirectsError(std::move(message), share());
    }

    const int most_;
    std::vector<Response> steps_;
};

Task<void> let_go(Response& response) {
    if (!response.stream()) co_return;
    BodyStream& rest = *response.stream();
    co_await rest.discard();
    response.set_stream(nullptr);
}

}  // namespace

Task<Response> Redirect::handle(Request& request, Transport& next) {
    if (!request.options().follow_redirects) return next.send(request);
    return follow(request, next);
}

Task<Response> Redirect::follow(Request& request, Transport& next) {
    Response response = co_await next.send(request);
    // In a coroutine of its own: what leads nowhere else needs none of its memory.
    if (asks_to_go_on(request, response, config_)) co_await go_on(request, response, next);
    co_return response;
}

/// @param response the first redirect; then the response that it leads to
Task<void> Redirect::go_on(Request& request, Response& response, Transport& next) {
    auto current = std::make_shared<Request>(request);
    Trail trail(request.options().max_redirects);
    do {
        co_await let_go(response);
        response.set_request(current);
        std::shared_ptr<Request> following;
        try {
            following = redirected(*current, response, config_);
            trail.add(response);
            trail.check(*following);
        } catch (RedirectError& error) {
            error.attach({.request = current,
                          .response = std::make_shared<const Response>(std::move(response))});
            throw;
        }
        current = std::move(following);
        Request& hop = *current;
        response = co_await next.send(hop);
    } while (asks_to_go_on(*current, response, config_));
    response.set_request(std::move(current));
    response.set_history(trail.share());
}

}  // namespace curlew::layers
