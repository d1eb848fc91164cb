#pragma once

#include <curlew/attempt.hpp>
#include <curlew/errors.hpp>
#include <curlew/response.hpp>

#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace curlew::layers {

/// What sending a request has brought: a response, or a failure.
struct Outcome {
    Response response = {};
    std::exception_ptr failure = nullptr;
    ClientError* error = nullptr;  ///< the failure, if it is one of curlew's

    /// For the error that is being handled.
    void set_failure(ClientError& caught) noexcept {
        failure = std::current_exception();
        error = &caught;
    }

    /// `503 Service Unavailable`, `cannot connect to ...`
    [[nodiscard]] std::string in_words() const;

    /// The attempts that it took, if those below made more than one; the last one brought it.
    [[nodiscard]] std::vector<Attempt> attempts() const;

    /// Lets the response, or the error, know what it took.
    void set_attempts(const std::shared_ptr<const AttemptLog>& log);
};

}  // namespace curlew::layers
