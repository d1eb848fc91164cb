#include <curlew/field_error.hpp>

namespace curlew {

const char* to_string(FieldErrorKind kind) noexcept {
    switch (kind) {
        case FieldErrorKind::missing:
            return "missing";
        case FieldErrorKind::type:
            return "type";
        case FieldErrorKind::out_of_range:
            return "out_of_range";
        case FieldErrorKind::length:
            return "length";
        case FieldErrorKind::pattern:
            return "pattern";
        case FieldErrorKind::value:
            return "value";
        case FieldErrorKind::unknown_field:
            return "unknown_field";
        case FieldErrorKind::depth:
            return "depth";
    }
    return "unknown";
}

std::string FieldError::message() const {
    return (path.empty() ? std::string("the document") : path) + ": expected " + expected +
           ", found " + found;
}

}  // namespace curlew
