#include "layers/rate_headers.hpp"

#include "support/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace curlew::layers {
namespace {

using Seconds = std::chrono::duration<double>;

// As seconds from now that would be decades; as a date it is after 2001.
constexpr double least_date = 1e9;
constexpr double longest_reset = 365.0 * 24 * 3600;

std::optional<double> number(std::string_view text) {
    text = ascii::trim(text);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || !(value >= 0)) return std::nullopt;
    // `100, 100;w=60`: the first one counts.
    const std::string_view rest(result.ptr, text.data() + text.size());
    if (!rest.empty() && rest.front() != ',' && rest.front() != ';') return std::nullopt;
    return value;
}

std::optional<std::size_t> count(std::optional<double> value) {
    constexpr double most = 1e15;
    if (!value) return std::nullopt;
    return static_cast<std::size_t>(std::min(*value, most));
}

std::optional<Duration> reset(std::optional<double> value,
                              std::chrono::system_clock::time_point date) {
    if (!value) return std::nullopt;
    double seconds = *value;
    if (seconds >= least_date) seconds -= Seconds(date.time_since_epoch()).count();
    return std::chrono::duration_cast<Duration>(Seconds(std::clamp(seconds, 0.0, longest_reset)));
}

/// The parameter of a structured item: `r` of `"default";r=50;t=30`.
std::optional<double> parameter(std::string_view item, char name) {
    for (std::size_t at = item.find(';'); at != std::string_view::npos; at = item.find(';', at)) {
        std::string_view rest = item.substr(++at);
        while (rest.starts_with(' '))
            rest.remove_prefix(1);
        if (rest.size() < 2 || rest[0] != name || rest[1] != '=') continue;
        rest.remove_prefix(2);
        return number(rest.substr(0, rest.find_first_of(";,")));
    }
    return std::nullopt;
}

std::optional<double> first_of(const Headers& headers, const char* what) {
    for (const char* prefix : {"RateLimit-", "X-RateLimit-", "X-Rate-Limit-"}) {
        const auto value = headers.get(std::string(prefix) + what);
        if (!value) continue;
        if (const auto found = number(*value)) return found;
    }
    return std::nullopt;
}

}  // namespace

ServerLimit parse_rate_limit(const Headers& headers, std::chrono::system_clock::time_point date) {
    if (const auto item = headers.get("RateLimit")) {
        const auto remaining = count(parameter(*item, 'r'));
        if (remaining) {
            const auto policy = headers.get("RateLimit-Policy");
            return {.limit = policy ? count(parameter(*policy, 'q')) : std::nullopt,
                    .remaining = remaining,
                    .reset = reset(parameter(*item, 't'), date)};
        }
    }
    return {.limit = count(first_of(headers, "Limit")),
            .remaining = count(first_of(headers, "Remaining")),
            .reset = reset(first_of(headers, "Reset"), date)};
}

}  // namespace curlew::layers
