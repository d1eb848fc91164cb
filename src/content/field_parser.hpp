#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace curlew {

/// Walks over the value of a header field: the pieces that RFC 9110 section 5.6 builds fields from.
class FieldParser {
public:
    explicit FieldParser(std::string_view text) noexcept : text_(text) {}

    [[nodiscard]] bool done() const noexcept { return at_ == text_.size(); }
    [[nodiscard]] char peek() const noexcept { return done() ? '\0' : text_[at_]; }

    void skip_space() noexcept;

    /// Steps over `c` if it is next.
    bool take(char c) noexcept;

    /// As many characters as are not one of `stops`.
    std::string_view take_until(std::string_view stops) noexcept;

    /// As many token characters as there are; maybe none.
    std::string_view take_token() noexcept;

    /// A quoted string, unescaped. One that is not closed goes on to the end.
    std::string take_quoted();

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace curlew
