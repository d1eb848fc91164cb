#pragma once

#include <curlew/model/chrono_codec.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace curlew::detail {

/// RFC 3339 section 5.6: `2026-01-31T12:00:00.5+01:00`. A leap second is the first of the next
/// minute. `lax` allows, too: no seconds, no offset (UTC), an offset without colon, a date alone.
[[nodiscard]] bool parse_time(std::string_view text, bool lax, Instant& out);
/// `2026-01-31`
[[nodiscard]] bool parse_date(std::string_view text, std::chrono::year_month_day& out);
/// ISO 8601 without years and months, whose length varies: `PT1H30M`, `P1DT2H`, `-PT1.5S`, `P2W`.
[[nodiscard]] bool parse_duration(std::string_view text, Instant& out);
/// From a number of seconds, to the microsecond.
[[nodiscard]] bool instant_of(double seconds, Instant& out);

/// The other way round. Years are 0 to 9999 here; false is returned for others.
[[nodiscard]] bool format_time(Instant time, std::string& out);
[[nodiscard]] bool format_date(std::chrono::year_month_day date, std::string& out);
void format_duration(Instant duration, std::string& out);

}  // namespace curlew::detail
