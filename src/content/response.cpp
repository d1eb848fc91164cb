#include "content/charset.hpp"
#include "support/printable.hpp"

#include <curlew/error_details.hpp>
#include <curlew/errors.hpp>
#include <curlew/json.hpp>
#include <curlew/response.hpp>

#include <utility>

namespace curlew {
namespace {

constexpr std::size_t most_of_a_message = 500;

template <class Error>
[[noreturn]] void raise(std::string message, std::shared_ptr<const Response> response,
                        std::shared_ptr<const ErrorDetails> details, const ErrorContext& context) {
    try {
        throw Error(std::move(message), std::move(response), std::move(details));
    } catch (ClientError& error) {
        error.attach(context);
        throw;
    }
}

/// What the API says of its error, if it can be understood.
std::shared_ptr<const ErrorDetails> details_of(const Response& response,
                                               const std::shared_ptr<const Request>& request) {
    std::optional<ErrorDetails> details;
    try {
        const auto parser = request ? request->options().error_parser : nullptr;
        if (parser && *parser) details = (*parser)(response);
        if (!details) details = parse_problem(response);
    } catch (const ClientError&) {
        // It is in another form. The status is the error, not this.
    }
    return details ? std::make_shared<const ErrorDetails>(*std::move(details)) : nullptr;
}

std::string describe(const Response& response, const ErrorDetails* details) {
    std::string message = response.status_line();
    if (details != nullptr && !details->message.empty()) {
        message.append(": ").append(quoted(details->message, most_of_a_message));
    }
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
    const ErrorContext context{.request = request_, .elapsed = elapsed(), .log = attempts_};
    auto details = details_of(*this, request_);
    std::string message = describe(*this, details.get());
    switch (status()) {
        case 401:
            raise<AuthenticationError>(std::move(message), std::move(response), std::move(details),
                                       context);
        case 403:
            raise<ForbiddenError>(std::move(message), std::move(response), std::move(details),
                                  context);
        case 404:
            raise<NotFoundError>(std::move(message), std::move(response), std::move(details),
                                 context);
        case 429:
            raise<RateLimitError>(std::move(message), std::move(response), std::move(details),
                                  context);
        default:
            break;
    }
    if (is_client_error()) {
        raise<ClientResponseError>(std::move(message), std::move(response), std::move(details),
                                   context);
    }
    if (is_server_error())
        raise<ServerError>(std::move(message), std::move(response), std::move(details), context);
    raise<HTTPError>(std::move(message), std::move(response), std::move(details), context);
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
