#pragma once

#include <curlew/errors.hpp>

namespace curlew::layers {

/// Whether an error is of that class, or one below it; nullptr is of none.
template <class Error>
[[nodiscard]] bool is(const ClientError* error) noexcept {
    return dynamic_cast<const Error*>(error) != nullptr;
}
template <class Error>
[[nodiscard]] bool is(const ClientError& error) noexcept {
    return is<Error>(&error);
}

}  // namespace curlew::layers
