#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

/// A path pattern: `/users/{id}`, `/files/{path...}`.
class PathPattern {
public:
    /// @throws std::invalid_argument if it does not begin with a slash (`*` alone is allowed), or
    ///         has something behind `{name...}`
    explicit PathPattern(std::string_view text);

    /// The parameters if the path matches. Segments compare decoded.
    [[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> match(
        std::string_view path) const;

    /// Whether this one is preferred where both match.
    [[nodiscard]] bool is_more_specific_than(const PathPattern& other) const;

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    enum class Kind { literal, parameter, rest };
    struct Segment {
        Kind kind;
        std::string text;  // the literal, or the parameter's name
    };

    std::string text_;
    std::vector<Segment> segments_;
};

}  // namespace curlew
