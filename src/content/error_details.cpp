#include "content/media_type.hpp"

#include <curlew/error_details.hpp>
#include <curlew/errors.hpp>
#include <curlew/json.hpp>
#include <curlew/response.hpp>

#include <algorithm>

namespace curlew {
namespace {

/// A member that is text (RFC 9457 section 3.1: any other type is to be ignored).
std::string text_of(const Json& problem, const char* name) {
    const auto member = problem.find(name);
    return member != problem.end() && member->is_string() ? member->get<std::string>()
                                                          : std::string();
}

}  // namespace

std::optional<std::string_view> ErrorDetails::field(std::string_view name) const noexcept {
    const auto found =
        std::ranges::find(fields, name, [](const auto& entry) { return entry.first; });
    if (found == fields.end()) return std::nullopt;
    return found->second;
}

std::optional<ErrorDetails> parse_problem(const Response& response) {
    const auto type = response.header("Content-Type");
    if (!type || MediaType::parse(*type).essence() != "application/problem+json")
        return std::nullopt;
    const Json problem = response.json();
    if (!problem.is_object()) return std::nullopt;

    ErrorDetails details{.message = text_of(problem, "title"), .code = text_of(problem, "type")};
    const std::string detail = text_of(problem, "detail");
    if (!details.message.empty() && !detail.empty()) details.message += ": ";
    details.message += detail;
    for (const auto& [name, value] : problem.items()) {
        details.fields.emplace_back(name,
                                    value.is_string() ? value.get<std::string>() : value.dump());
    }
    return details;
}

}  // namespace curlew
