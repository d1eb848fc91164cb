#include "testing/playbook.hpp"

#include "testing/failure_responses.hpp"

#include <algorithm>
#include <set>

namespace curlew::testing::detail {

void Playbook::add_route(std::string_view method, std::string_view pattern, RouteAction action) {
    Route route{std::string(method), PathPattern(pattern),
                std::make_shared<const RouteAction>(std::move(action))};
    const std::lock_guard lock(mutex_);
    std::erase_if(routes_, [&](const Route& old) {
        return old.pattern.text() == route.pattern.text() &&
               (route.method.empty() || old.method == route.method);
    });
    routes_.push_back(std::move(route));
}

void Playbook::set_fallback(Handler handler) {
    auto action = std::make_shared<const RouteAction>(std::move(handler));
    const std::lock_guard lock(mutex_);
    fallback_ = std::move(action);
}

void Playbook::add_script_once(std::string_view pattern, Script script) {
    PathPattern parsed(pattern);
    const std::lock_guard lock(mutex_);
    scripts_once_.emplace_back(std::move(parsed), std::move(script));
}

void Playbook::add_connect_script(const Script& script, std::size_t connections) {
    const std::lock_guard lock(mutex_);
    connect_scripts_.insert(connect_scripts_.end(), connections, script);
}

std::optional<Script> Playbook::take_connect_script() {
    const std::lock_guard lock(mutex_);
    if (connect_scripts_.empty()) return std::nullopt;
    Script script = std::move(connect_scripts_.front());
    connect_scripts_.pop_front();
    return script;
}

Playbook::Decision Playbook::decide(std::string_view method, std::string_view path) {
    const std::lock_guard lock(mutex_);
    if (auto script = take_script_once(path)) return *std::move(script);
    if (auto route = best_route(method, path)) return *std::move(route);
    if (fallback_) return {fallback_, {}};
    return {std::make_shared<const RouteAction>(refusal(method, path)), {}};
}

std::optional<Playbook::Decision> Playbook::take_script_once(std::string_view path) {
    for (auto it = scripts_once_.begin(); it != scripts_once_.end(); ++it) {
        auto params = it->first.match(path);
        if (!params) continue;
        auto action = std::make_shared<const RouteAction>(std::move(it->second));
        scripts_once_.erase(it);
        return Decision{std::move(action), *std::move(params)};
    }
    return std::nullopt;
}

std::optional<Playbook::Decision> Playbook::best_route(std::string_view method,
                                                       std::string_view path) const {
    // How well a route's method fits; 0 is not at all.
    const auto fit = [&](const Route& route) {
        if (route.method == method) return 3;
        if (method == "HEAD" && route.method == "GET") return 2;
        return route.method.empty() ? 1 : 0;
    };
    const Route* best = nullptr;
    std::optional<Decision> decision;
    for (const Route& route : routes_) {
        if (fit(route) == 0) continue;
        auto params = route.pattern.match(path);
        if (!params) continue;
        const bool better =
            best == nullptr || route.pattern.is_more_specific_than(best->pattern) ||
            (!best->pattern.is_more_specific_than(route.pattern) && fit(route) > fit(*best));
        if (!better) continue;
        best = &route;
        decision = Decision{route.action, *std::move(params)};
    }
    return decision;
}

Handler Playbook::refusal(std::string_view method, std::string_view path) const {
    std::set<std::string> allowed;
    std::vector<std::string> all;
    for (const Route& route : routes_) {
        const std::string name = route.method.empty() ? "*" : route.method;
        all.push_back(name + " " + route.pattern.text());
        if (!route.pattern.match(path)) continue;
        allowed.insert(name);
        if (name == "GET") allowed.insert("HEAD");
    }
    ServerResponse response = allowed.empty()
                                  ? no_such_route(method, path, all)
                                  : wrong_method(method, path, {allowed.begin(), allowed.end()});
    return [response = std::move(response)](const ServerRequest&) { return response; };
}

}  // namespace curlew::testing::detail
