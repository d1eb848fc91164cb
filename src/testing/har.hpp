#pragma once

#include <curlew/headers.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace curlew::testing::detail {

/// One exchange of a HAR file, as far as it is played back.
struct HarEntry {
    std::chrono::system_clock::time_point started = {};
    std::chrono::nanoseconds time = {};
    std::string method = {};
    std::string url = {};
    Headers request_headers = {};
    std::string request_body = {};
    int status = 200;
    std::string reason = {};
    std::string version = "HTTP/1.1";
    Headers response_headers = {};
    std::string response_body = {};
};

/// @throws JsonError, ConfigurationError if it is no HAR 1.2
[[nodiscard]] std::vector<HarEntry> parse_har(const std::string& text);

[[nodiscard]] std::string format_har(const std::vector<HarEntry>& entries);

}  // namespace curlew::testing::detail
