#include "content/retry_after.hpp"

#include "support/ascii.hpp"
#include "support/http_date.hpp"

#include <algorithm>
#include <charconv>

namespace curlew {

std::optional<std::chrono::seconds> parse_retry_after(std::string_view value,
                                                      std::chrono::sys_seconds now) {
    value = ascii::trim(value);
    if (value.empty()) return std::nullopt;
    if (std::ranges::all_of(value, ascii::is_digit)) {
        std::chrono::seconds::rep count = 0;
        const auto result = std::from_chars(value.data(), value.data() + value.size(), count);
        if (result.ec != std::errc()) return std::nullopt;
        return std::chrono::seconds(count);
    }
    const auto date = parse_http_date(value, now);
    if (!date) return std::nullopt;
    return std::max(*date - now, std::chrono::seconds(0));
}

}  // namespace curlew
