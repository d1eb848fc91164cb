#include "testing/failure_responses.hpp"

#include <curlew/errors.hpp>

#include <nlohmann/json.hpp>

namespace curlew::testing::detail {
namespace {

using nlohmann::json;

ServerResponse explained(int status, const json& body) {
    return ServerResponse::json_text(body.dump(-1, ' ', false, json::error_handler_t::replace),
                                     status);
}

ServerResponse unprocessable(const ValidationError& error) {
    json fields = json::array();
    for (const FieldError& field : error.errors()) {
        fields.push_back({{"path", field.path},
                          {"kind", to_string(field.kind)},
                          {"expected", field.expected},
                          {"found", field.found}});
    }
    return explained(422, {{"error", error.message()}, {"fields", std::move(fields)}});
}

std::string request_line(std::string_view method, std::string_view path) {
    return std::string(method).append(" ").append(path);
}

}  // namespace

ServerResponse response_to(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const ValidationError& error) {
        return unprocessable(error);
    } catch (const JsonError& error) {
        return ServerResponse::error(400, error.message());
    } catch (const std::exception& error) {
        return ServerResponse::error(500, error.what());
    } catch (...) {
        return ServerResponse::error(500, "the handler threw something that is no std::exception");
    }
}

ServerResponse no_such_route(std::string_view method, std::string_view path,
                             const std::vector<std::string>& routes) {
    return explained(404,
                     {{"error", "no route for " + request_line(method, path)}, {"routes", routes}});
}

ServerResponse wrong_method(std::string_view method, std::string_view path,
                            const std::vector<std::string>& allowed) {
    std::string list;
    for (const std::string& name : allowed)
        list.append(list.empty() ? "" : ", ").append(name);
    return explained(
               405, {{"error", "no route for " + request_line(method, path)}, {"allowed", allowed}})
        .header("Allow", list);
}

}  // namespace curlew::testing::detail
