#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

class Response;

/// What an API says of an error, in the body of its answer.
struct ErrorDetails {
    std::string message = {};  ///< for people; goes into the exception's message
    std::string code = {};     ///< for programs: the API's own, or the type of a problem
    /// All members of the answer, or what a parser finds: text as it is, anything else as JSON.
    std::vector<std::pair<std::string, std::string>> fields = {};

    /// The first field of that name.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const noexcept;
};

/// Finds out what an API says of an error; nothing where it does not understand it. What it throws
/// of curlew's errors (a body that is not JSON, or not the model) counts as that. Called for
/// answers that are not 2xx, also several times.
///
/// @code
/// struct ApiError { int code; std::string reason; };
///
/// const auto parse = [](const curlew::Response& response) {
///     const auto error = response.as<ApiError>();
///     return curlew::ErrorDetails{.message = error.reason, .code = std::to_string(error.code)};
/// };
/// curlew::Client client({.error_parser = parse});
/// @endcode
using ErrorParser = std::function<std::optional<ErrorDetails>(const Response&)>;

/// The problem details of RFC 9457, of a response that is application/problem+json; nothing for any
/// other. Title and detail make the message, the type is the code.
[[nodiscard]] std::optional<ErrorDetails> parse_problem(const Response& response);

}  // namespace curlew
