#pragma once

#include <curlew/errors.hpp>
#include <curlew/model.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace curlew::testing {

/// Every misfit of decoding as `kind path: expected ..., found ...`; empty if there is none.
template <class T>
std::vector<std::string> misfits(std::string_view json, Validation validation = Validation::lax) {
    std::vector<std::string> lines;
    try {
        (void)from_json<T>(json, validation);
    } catch (const ValidationError& error) {
        for (const FieldError& field : error.errors()) {
            lines.push_back(std::string(to_string(field.kind)) + ' ' + field.message());
        }
    }
    return lines;
}

/// The value, or nothing if it is refused by validation.
template <class T>
std::optional<T> decoded(std::string_view json, Validation validation = Validation::lax) {
    try {
        return from_json<T>(json, validation);
    } catch (const ValidationError&) {
        return std::nullopt;
    }
}

}  // namespace curlew::testing
