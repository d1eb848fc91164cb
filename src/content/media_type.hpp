#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

/// A media type (RFC 9110 section 8.3.1), as Content-Type has it. Parsing takes what it can get:
/// what is malformed is left out.
class MediaType {
public:
    [[nodiscard]] static MediaType parse(std::string_view text);

    /// `text/html`, in lower case; empty when malformed.
    [[nodiscard]] const std::string& essence() const noexcept { return essence_; }

    /// The value of a parameter, by its name in lower case; empty when absent.
    [[nodiscard]] std::string parameter(std::string_view name) const;

    /// The charset parameter, in lower case; empty when absent.
    [[nodiscard]] std::string charset() const;

    /// `application/json`, or whatever ends in `+json` (RFC 6839 section 3.1).
    [[nodiscard]] bool is_json() const noexcept;

private:
    std::string essence_;
    std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace curlew
