#pragma once

#include <curlew/headers.hpp>
#include <curlew/url.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace curlew::testing::detail {

/// What may be written to a file that others see.
class Redaction {
public:
    static constexpr std::string_view mark = "REDACTED";

    /// @param safe_headers besides those that never have secrets
    /// @param secrets names of parameters and members, besides the usual ones
    Redaction(const std::vector<std::string>& safe_headers,
              const std::vector<std::string>& secrets);

    /// Headers are redacted unless they are known to be harmless.
    [[nodiscard]] Headers headers(const Headers& headers) const;

    /// Without password, and without the values of parameters that are secrets.
    [[nodiscard]] std::string url(const Url& url) const;

    /// JSON and forms without the values that are secrets; anything else as it is.
    [[nodiscard]] std::string body(const std::string& body, std::string_view content_type) const;

private:
    [[nodiscard]] bool is_secret(std::string_view name) const;
    [[nodiscard]] std::string pairs(std::string_view text) const;
    [[nodiscard]] std::string without_secrets(const std::string& url) const;
    [[nodiscard]] std::string reference(std::string_view value) const;

    std::vector<std::string> safe_headers_;
    std::vector<std::string> secrets_;
};

}  // namespace curlew::testing::detail
