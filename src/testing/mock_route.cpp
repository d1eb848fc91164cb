#include "testing/mock_state.hpp"

#include <curlew/json.hpp>
#include <curlew/testing/mock_route.hpp>

#include <mutex>
#include <utility>

namespace curlew::testing {
namespace {

std::string listed(const std::vector<ServerRequest>& calls) {
    if (calls.empty()) return "; it was not called";
    std::string list = "; it was called with";
    for (const ServerRequest& call : calls)
        list += "\n  " + detail::in_one_line(call);
    return list;
}

/// The pattern that comes closest, for a message.
std::vector<std::string> fewest_misfits(const std::vector<ServerRequest>& calls,
                                        const RequestPattern& pattern) {
    std::vector<std::string> fewest = detail::misfits(calls.front(), pattern);
    for (const ServerRequest& call : calls) {
        std::vector<std::string> wrong = detail::misfits(call, pattern);
        if (wrong.size() < fewest.size()) fewest = std::move(wrong);
    }
    return fewest;
}

}  // namespace

MockRoute& MockRoute::header(std::string_view name, std::string_view value) {
    const std::lock_guard lock(state_->mutex);
    state_->wanted.headers.add(name, value);
    return *this;
}

MockRoute& MockRoute::param(std::string_view name, ParamValue value) {
    const std::lock_guard lock(state_->mutex);
    state_->wanted.params.add(name, std::move(value));
    return *this;
}

MockRoute& MockRoute::body(std::string bytes) {
    const std::lock_guard lock(state_->mutex);
    state_->wanted.body = std::move(bytes);
    return *this;
}

MockRoute& MockRoute::json_text(std::string_view subset) {
    (void)parse_json(subset);  // what is no JSON fits nothing: better to say so here
    const std::lock_guard lock(state_->mutex);
    state_->wanted.json = subset;
    return *this;
}

MockRoute& MockRoute::matching(std::function<bool(const ServerRequest&)> predicate,
                               std::string description) {
    const std::lock_guard lock(state_->mutex);
    state_->predicates.push_back({std::move(predicate), std::move(description)});
    return *this;
}

MockRoute& MockRoute::times(std::size_t count) {
    const std::lock_guard lock(state_->mutex);
    state_->most = count;
    return *this;
}

MockRoute& MockRoute::reply(int status) {
    return reply(ServerResponse::status(status));
}

MockRoute& MockRoute::reply(ServerResponse response) {
    return handle([response = std::move(response)](const ServerRequest&) { return response; });
}

MockRoute& MockRoute::handle(Handler handler) {
    const std::lock_guard lock(state_->mutex);
    state_->replies.push_back({.handler = std::move(handler)});
    return *this;
}

MockRoute& MockRoute::fail_with(std::function<void()> thrower) {
    const std::lock_guard lock(state_->mutex);
    state_->replies.push_back({.thrower = std::move(thrower)});
    return *this;
}

MockRoute& MockRoute::pass_through() {
    const std::lock_guard lock(state_->mutex);
    state_->replies.push_back({.passes_through = true});
    return *this;
}

MockRoute& MockRoute::after(Duration delay) {
    const std::lock_guard lock(state_->mutex);
    if (state_->replies.empty()) throw std::logic_error("after() comes behind a reply");
    state_->replies.back().delay = delay;
    return *this;
}

std::vector<ServerRequest> MockRoute::calls() const {
    const std::lock_guard lock(state_->mutex);
    return state_->calls;
}

std::size_t MockRoute::call_count() const {
    const std::lock_guard lock(state_->mutex);
    return state_->calls.size();
}

ServerRequest MockRoute::last_call() const {
    const auto all = calls();
    if (all.empty()) throw MockAssertionError(state_->name() + " was not called");
    return all.back();
}

void MockRoute::assert_called(std::size_t count) const {
    const auto all = calls();
    if (all.size() == count) return;
    throw MockAssertionError(state_->name() + " was called " + std::to_string(all.size()) +
                             " times, not " + std::to_string(count) + listed(all));
}

void MockRoute::assert_called_with(const RequestPattern& pattern) const {
    const auto all = calls();
    if (all.empty()) throw MockAssertionError(state_->name() + " was not called");
    const std::vector<std::string> wrong = fewest_misfits(all, pattern);
    if (wrong.empty()) return;
    std::string message = state_->name() + " was not called with that";
    for (const std::string& one : wrong)
        message += "\n  " + one;
    throw MockAssertionError(message + listed(all));
}

void MockRoute::assert_called_once_with(const RequestPattern& pattern) const {
    assert_called_once();
    assert_called_with(pattern);
}

}  // namespace curlew::testing
