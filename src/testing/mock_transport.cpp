#include "testing/failure_responses.hpp"
#include "testing/message.hpp"
#include "testing/mock_state.hpp"
#include "testing/transport_parts.hpp"

#include <curlew/sleeper.hpp>
#include <curlew/testing/mock_transport.hpp>
#include <curlew/transport.hpp>

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace curlew::testing {
namespace {

using detail::MockReply;
using detail::MockRouteState;
using detail::MockState;
using detail::Pieces;

/// As a server would see it.
Task<ServerRequest> received(const Request& request) {
    ServerRequest seen;
    const Url& url = request.url();
    seen.method = request.method();
    seen.target = url.str();
    seen.version = "HTTP/1.1";
    seen.path = url.path().empty() ? "/" : std::string(url.path());
    seen.query_params = detail::parse_query(url.query().value_or(""));
    if (!request.headers().contains("Host")) seen.headers.append_unchecked("Host", url.authority());
    for (const auto [name, value] : request.headers())
        seen.headers.append_unchecked(name, value);
    seen.body = co_await detail::body_of(request);
    co_return seen;
}

Response answer(const ServerResponse& reply, const Request& request) {
    const ServerResponse::Parts& parts = reply.parts();
    if (parts.latch) {
        throw std::logic_error(
            "a mock cannot wait for a latch: ServerResponse::when() is for "
            "TestServer");
    }
    ResponseParts made{
        .status = parts.status,
        .reason = parts.reason.value_or(std::string(detail::usual_reason(parts.status))),
        .headers = parts.headers};
    const Pieces pieces = parts.body ? parts.body : std::make_shared<std::vector<std::string>>();
    std::uint64_t size = 0;
    for (const std::string& piece : *pieces)
        size += piece.size();
    if (parts.framing == ServerResponse::Framing::length && parts.status != 204 &&
        parts.status != 304 && !made.headers.contains("Content-Length")) {
        made.headers.set("Content-Length", std::to_string(size));
    }
    detail::put_body(made, pieces, request);
    return Response(std::move(made));
}

/// What a client sends its requests by.
class Mock final : public Transport {
public:
    Mock(std::shared_ptr<MockState> state, const TransportContext& context)
        : state_(std::move(state)), context_(context) {}

    Task<Response> send(Request& request) override {
        ServerRequest seen = co_await received(request);
        const MockReply reply = take(seen, request);
        if (reply.thrower) {
            co_await wait(reply.delay, request);
            reply.thrower();
        }
        if (reply.passes_through) {
            co_await wait(reply.delay, request);
            co_return co_await context_.network.send(request);
        }
        const ServerResponse made = call(reply.handler, seen);
        co_await wait(reply.delay + made.parts().delay, request);
        co_return answer(made, request);
    }

private:
    static ServerResponse call(const Handler& handler, const ServerRequest& request) {
        try {
            return handler(request);
        } catch (...) {
            return detail::response_to(std::current_exception());
        }
    }

    /// As long as a real server may take.
    Task<void> wait(Duration delay, const Request& request) {
        if (delay <= Duration::zero()) co_return;
        const RequestOptions& options = request.options();
        const Clock::time_point now = context_.sleeper.clock().now();
        const Clock::time_point end = now + delay;
        const Clock::time_point patience =
            options.timeout.read ? now + *options.timeout.read : Clock::time_point::max();
        const Clock::time_point total = options.deadline.value_or(Clock::time_point::max());
        const Clock::time_point wake = std::min(end, std::min(patience, total));
        co_await context_.sleeper.sleep_until(wake, options, Phase::head);
        if (total < end && total <= patience) {
            throw TotalTimeoutError("the total timeout ran out", Phase::head);
        }
        if (patience < end) {
            throw ReadTimeoutError("the server sent nothing within the read timeout", Phase::head);
        }
    }

    /// What the first route that fits says.
    /// @throws UnmatchedRequestError
    MockReply take(ServerRequest& request, const Request& original) const {
        const std::lock_guard lock(state_->mutex);
        state_->calls.push_back(request);
        std::shared_ptr<MockRouteState> nearest;
        std::vector<std::string> fewest;
        for (const auto& route : state_->routes) {
            std::vector<std::string> wrong = route->misfits(request, original.url());
            if (wrong.empty()) return route->take(request);
            if (!nearest || wrong.size() < fewest.size()) {
                nearest = route;
                fewest = std::move(wrong);
            }
        }
        if (!nearest) throw UnmatchedRequestError("the mock has no routes", Phase::prepare);
        std::string message = "no route of the mock fits. The nearest is " + nearest->name() + ":";
        for (const std::string& one : fewest)
            message += "\n  " + one;
        throw UnmatchedRequestError(message, Phase::prepare);
    }

    const std::shared_ptr<MockState> state_;
    const TransportContext context_;
};

}  // namespace

MockTransport::MockTransport() : state_(std::make_shared<detail::MockState>()) {}

MockRoute MockTransport::route(std::string_view method, std::string_view pattern) const {
    auto made = std::make_shared<MockRouteState>(method, pattern);
    const std::lock_guard lock(state_->mutex);
    state_->routes.push_back(made);
    return MockRoute(std::move(made));
}

std::vector<ServerRequest> MockTransport::calls() const {
    const std::lock_guard lock(state_->mutex);
    return state_->calls;
}

std::size_t MockTransport::call_count() const {
    const std::lock_guard lock(state_->mutex);
    return state_->calls.size();
}

void MockTransport::assert_all_called() const {
    std::string idle;
    const std::lock_guard lock(state_->mutex);
    for (const auto& route : state_->routes) {
        const std::lock_guard route_lock(route->mutex);
        if (route->calls.empty()) idle += "\n  " + route->name();
    }
    if (!idle.empty()) throw MockAssertionError("routes that were not called:" + idle);
}

std::shared_ptr<Transport> MockTransport::operator()(const TransportContext& context) const {
    return std::make_shared<Mock>(state_, context);
}

}  // namespace curlew::testing
