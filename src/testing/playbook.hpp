#pragma once

#include "support/path_pattern.hpp"

#include <curlew/testing/handler.hpp>
#include <curlew/testing/script.hpp>

#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace curlew::testing::detail {

using RouteAction = std::variant<Handler, Script>;

/// What the server was told to do. Tests change it while the server's thread looks things up.
class Playbook {
public:
    /// What to do about a request; `action` stays valid whatever is changed meanwhile.
    struct Decision {
        std::shared_ptr<const RouteAction> action;
        ServerRequest::Pairs path_params;
    };

    /// For one method, or for all when that is empty. Replaces what those methods had under the
    /// same pattern.
    void add_route(std::string_view method, std::string_view pattern, RouteAction action);
    void set_fallback(Handler handler);
    void add_script_once(std::string_view pattern, Script script);
    void add_connect_script(const Script& script, std::size_t connections);

    /// Takes the next connection's script, if there is one.
    [[nodiscard]] std::optional<Script> take_connect_script();

    /// Takes a script for one time too.
    [[nodiscard]] Decision decide(std::string_view method, std::string_view path);

private:
    struct Route {
        std::string method;
        PathPattern pattern;
        std::shared_ptr<const RouteAction> action;
    };

    [[nodiscard]] std::optional<Decision> take_script_once(std::string_view path);
    [[nodiscard]] std::optional<Decision> best_route(std::string_view method,
                                                     std::string_view path) const;
    [[nodiscard]] Handler refusal(std::string_view method, std::string_view path) const;

    std::mutex mutex_;
    std::vector<Route> routes_;
    std::shared_ptr<const RouteAction> fallback_;
    std::list<std::pair<PathPattern, Script>> scripts_once_;
    std::deque<Script> connect_scripts_;
};

}  // namespace curlew::testing::detail
