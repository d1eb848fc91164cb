#include "content/charset.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>
#include <curlew/json.hpp>
#include <curlew/response.hpp>

#include <utility>

namespace curlew {
namespace {

template <class Error>
[[noreturn]] void raise(std::string message, std::shared_ptr<const Response> response,
                        const ErrorContext& context) {
    try {
        throw Error(std::move(message), std::move(response));
    } catch (ClientError& error) {
        error.attach(context);
        throw;
    }
}

std::string describe(const Response& response) {
    std::string message = std::to_string(response.status());
    if (!response.reason().empty()) message.append(" ").append(response.reason());
    if (const auto target = response.header("Location"); target && response.is_redirect()) {
        message.append(" to ").append(quoted(*target, 200));
    }
    return message;
}

}  // namespace

std::string Response::text() const {
    return to_utf8(parts_.body, encoding());
}

Json Response::json() const {
    try {
        return parse_json(parts_.body);
    } catch (const ClientError&) {
        rethrow_with_context();
    }
}

const Response& Response::raise_for_status() const {
    if (is_success()) return *this;
    auto response = std::make_shared<const Response>(*this);
    const ErrorContext context{.request = request_, .elapsed = elapsed()};
    std::string message = describe(*this);
    switch (status()) {
        case 401:
            raise<AuthenticationError>(std::move(message), std::move(response), context);
        case 403:
            raise<ForbiddenError>(std::move(message), std::move(response), context);
        case 404:
            raise<NotFoundError>(std::move(message), std::move(response), context);
        case 429:
            raise<RateLimitError>(std::move(message), std::move(response), context);
        default:
            break;
    }
    if (is_client_error()) {
        raise<ClientResponseError>(std::move(message), std::move(response), context);
    }
    if (is_server_error()) raise<ServerError>(std::move(message), std::move(response), context);
    raise<HTTPError>(std::move(message), std::move(response), context);
}

void Response::rethrow_with_context() const {
    try {
        throw;
    } catch (ClientError& error) {
        error.attach({.request = request_,
                      .response = std::make_shared<const Response>(*this),
                      .elapsed = elapsed()});
        throw;
    }
}

}  // namespace curlew
