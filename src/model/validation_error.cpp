#include <curlew/errors.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace curlew {
namespace {

/// One line; errors() has them all.
std::string summary(const std::vector<FieldError>& errors) {
    constexpr std::size_t shown = 5;
    std::string text = errors.size() == 1
                           ? "one value does not fit the model: "
                           : std::to_string(errors.size()) + " values do not fit the model: ";
    for (std::size_t i = 0; i < std::min(shown, errors.size()); ++i) {
        if (i > 0) text += "; ";
        text += errors[i].message();
    }
    if (errors.size() > shown) text += "; and " + std::to_string(errors.size() - shown) + " more";
    return text;
}

}  // namespace

ValidationError::ValidationError(std::vector<FieldError> errors)
    : ClientError(summary(errors), Phase::decode),
      errors_(std::make_shared<const std::vector<FieldError>>(std::move(errors))) {}

}  // namespace curlew
