#include "testing/mock_state.hpp"

#include "support/printable.hpp"

#include <curlew/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace curlew::testing::detail {
namespace {

constexpr std::size_t most_shown = 200;

/// `https://example.com` of a pattern that begins with an origin.
std::string_view origin_of(std::string_view pattern) {
    const auto scheme_end = pattern.find("://");
    if (pattern.starts_with('/') || scheme_end == std::string_view::npos) return {};
    return pattern.substr(0, pattern.find('/', scheme_end + 3));
}

std::string_view path_of(std::string_view pattern) {
    pattern.remove_prefix(origin_of(pattern).size());
    return pattern.empty() ? "/" : pattern;
}

/// Whether `actual` has all that `wanted` has.
bool has(const Json& actual, const Json& wanted) {
    if (wanted.is_object()) {
        return actual.is_object() && std::ranges::all_of(wanted.items(), [&](const auto& member) {
                   const auto found = actual.find(member.key());
                   return found != actual.end() && has(*found, member.value());
               });
    }
    if (wanted.is_array()) {
        return actual.is_array() && std::ranges::equal(actual, wanted, has);
    }
    return actual == wanted;
}

bool json_has(const std::string& body, const std::string& wanted) {
    const Json subset = parse_json(wanted);
    try {
        return has(parse_json(body), subset);
    } catch (const JsonError&) {
        return false;
    }
}

std::string shown(std::string_view body) {
    return body.empty() ? std::string("none") : quoted(body, most_shown);
}

template <class Values>
std::string other_value(const char* what, std::string_view name, const Values& values,
                        std::string_view wanted) {
    std::string words = what;
    words.append(name).append(": ");
    words.append(values.empty() ? "missing" : quoted(values.front(), most_shown));
    return words.append(", not ").append(quoted(wanted, most_shown));
}

}  // namespace

std::vector<std::string> misfits(const ServerRequest& request, const RequestPattern& pattern) {
    std::vector<std::string> wrong;
    for (const auto [name, value] : pattern.headers) {
        const auto values = request.headers.get_all(name);
        if (std::ranges::find(values, value) != values.end()) continue;
        wrong.push_back(other_value("header ", name, values, value));
    }
    for (const auto& [name, value] : pattern.params) {
        const auto values = request.query_all(name);
        if (std::ranges::find(values, value) != values.end()) continue;
        wrong.push_back(other_value("parameter ", name, values, value));
    }
    if (pattern.body && request.body != *pattern.body) {
        wrong.push_back("body: " + shown(request.body) + ", not " + shown(*pattern.body));
    }
    if (pattern.json && !json_has(request.body, *pattern.json)) {
        wrong.push_back("body: " + shown(request.body) + " does not have " + *pattern.json);
    }
    return wrong;
}

std::string in_one_line(const ServerRequest& request) {
    std::string line = request.method + " " + request.target;
    if (!request.body.empty()) line.append(" ").append(quoted(request.body, most_shown));
    return line;
}

MockRouteState::MockRouteState(std::string_view of_method, std::string_view pattern)
    : method(of_method), origin(origin_of(pattern)), path(path_of(pattern)) {
    if (pattern.find('?') != std::string_view::npos) {
        throw std::invalid_argument("route pattern " + quoted(pattern) +
                                    ": parameters are set by param()");
    }
    if (!origin.empty()) origin = Url::parse(origin).origin();
}

std::vector<std::string> MockRouteState::misfits(ServerRequest& request, const Url& url) const {
    const std::lock_guard lock(mutex);
    std::vector<std::string> wrong;
    if (method != "*" && request.method != method) {
        wrong.push_back("method: " + request.method + ", not " + method);
    }
    if (!origin.empty() && url.origin() != origin) {
        wrong.push_back("origin: " + url.origin() + ", not " + origin);
    }
    auto params = path.match(request.path);
    if (!params) wrong.push_back("path: " + request.path + ", not " + path.text());
    for (std::string& one : detail::misfits(request, wanted))
        wrong.push_back(std::move(one));
    // A predicate may rely on all that was said before it.
    if (wrong.empty()) {
        request.path_params = *std::move(params);
        for (const auto& [holds, description] : predicates)
            if (!holds(request)) wrong.push_back(description + " does not hold");
    }
    if (most && calls.size() >= *most) {
        wrong.push_back("it has been called " + std::to_string(*most) + " times already");
    }
    return wrong;
}

MockReply MockRouteState::take(const ServerRequest& request) {
    const std::lock_guard lock(mutex);
    const std::size_t number = calls.size();
    calls.push_back(request);
    if (replies.empty()) return {.handler = [](const ServerRequest&) { return ServerResponse(); }};
    return replies[std::min(number, replies.size() - 1)];
}

}  // namespace curlew::testing::detail
