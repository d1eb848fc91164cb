#include <curlew/testing/server_request.hpp>

#include <algorithm>
#include <stdexcept>

namespace curlew::testing {

std::optional<std::string> ServerRequest::query(std::string_view name) const {
    const auto found = std::ranges::find(query_params, name, &Pairs::value_type::first);
    return found == query_params.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> ServerRequest::query_all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : query_params) {
        if (key == name) values.push_back(value);
    }
    return values;
}

const std::string& ServerRequest::path_param(std::string_view name) const {
    const auto found = std::ranges::find(path_params, name, &Pairs::value_type::first);
    if (found == path_params.end()) {
        throw std::out_of_range("the route's pattern has no {" + std::string(name) + "}");
    }
    return found->second;
}

}  // namespace curlew::testing
