#pragma once

#include <string>

namespace curlew {

/// What is wrong with one field of a document.
enum class FieldErrorKind {
    missing,        ///< a required field is absent
    type,           ///< the value is of another JSON type, and the mode does not convert it
    out_of_range,   ///< a number does not fit the target type, or breaks a range constraint
    length,         ///< a string or array is shorter or longer than allowed
    pattern,        ///< a string does not match its pattern, or is not an email address
    value,          ///< right type, impossible value: unknown enumerator, malformed time, ...
    unknown_field,  ///< a field that the model does not have, where the policy refuses such
    depth,          ///< nested deeper than the decoder allows
};

/// The name of a kind as it appears in messages: `missing`, `type`, `out_of_range`, ...
[[nodiscard]] const char* to_string(FieldErrorKind kind) noexcept;

/// One way in which a document does not fit its model.
struct FieldError {
    std::string path;      ///< where: `users[3].address.zip`; empty for the document itself
    FieldErrorKind kind;   ///< what sort of misfit
    std::string expected;  ///< what the model asks for: `integer`, `string of 1 to 40 characters`
    std::string found;  ///< what the document has, shortened: `"abc"`, `null`, `-5`; or `nothing`

    /// One line: `users[3].age: expected integer, found "abc"`.
    [[nodiscard]] std::string message() const;

    friend bool operator==(const FieldError&, const FieldError&) = default;
};

}  // namespace curlew
