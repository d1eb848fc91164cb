#include "model/time_text.hpp"

#include "support/ascii.hpp"

#include <cmath>
#include <cstdint>

namespace curlew::detail {
namespace {

constexpr std::int64_t seconds_per_day = 86400;

/// Takes things off the front of a text. Each says whether it was there.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool at_digit() const { return !rest_.empty() && ascii::is_digit(rest_[0]); }
    bool take(char c) {
        if (rest_.empty() || rest_[0] != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool take_any(std::string_view set, char& out) {
        if (rest_.empty() || set.find(rest_[0]) == std::string_view::npos) return false;
        out = rest_[0];
        rest_.remove_prefix(1);
        return true;
    }
    /// Exactly so many digits.
    bool take_digits(std::size_t count, int& out) {
        if (rest_.size() < count) return false;
        out = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!ascii::is_digit(rest_[i])) return false;
            out = out * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return true;
    }
    /// One digit or more, and no number beyond 12 digits.
    bool take_number(std::int64_t& out) {
        out = 0;
        std::size_t count = 0;
        for (; at_digit(); ++count) {
            if (count == 12) return false;
            out = out * 10 + (rest_[0] - '0');
            rest_.remove_prefix(1);
        }
        return count > 0;
    }
    /// What follows a decimal point, in billionths; further digits are cut off.
    bool take_fraction(std::int64_t& billionths) {
        billionths = 0;
        if (!at_digit()) return false;
        for (std::int64_t unit = 100'000'000; at_digit(); unit /= 10) {
            billionths += (rest_[0] - '0') * unit;
            rest_.remove_prefix(1);
        }
        return true;
    }

private:
    std::string_view rest_;
};

bool take_date(Reader& reader, std::chrono::year_month_day& out) {
    int year;
    int month;
    int day;
    if (!reader.take_digits(4, year) || !reader.take('-') || !reader.take_digits(2, month) ||
        !reader.take('-') || !reader.take_digits(2, day)) {
        return false;
    }
    out = std::chrono::year(year) / month / day;
    return out.ok();
}

/// `Z`, `+01:00` or, in lax mode, `+0100` and nothing at all.
bool take_offset(Reader& reader, bool lax, std::int64_t& seconds) {
    seconds = 0;
    char sign;
    if (reader.take('Z') || reader.take('z')) return true;
    if (!reader.take_any("+-", sign)) return lax && reader.at_end();
    int hours;
    int minutes;
    if (!reader.take_digits(2, hours)) return false;
    if (!reader.take(':') && !lax) return false;
    if (!reader.take_digits(2, minutes) || hours > 23 || minutes > 59) return false;
    seconds = (hours * 60 + minutes) * 60 * (sign == '-' ? -1 : 1);
    return true;
}

bool take_clock(Reader& reader, bool lax, std::int64_t& second_of_day, std::int64_t& nanoseconds) {
    int hour;
    int minute;
    int second = 0;
    nanoseconds = 0;
    if (!reader.take_digits(2, hour) || !reader.take(':') || !reader.take_digits(2, minute)) {
        return false;
    }
    if (reader.take(':')) {
        if (!reader.take_digits(2, second)) return false;
        if (reader.take('.') && !reader.take_fraction(nanoseconds)) return false;
    } else if (!lax) {
        return false;
    }
    second_of_day = (hour * 60 + minute) * 60 + second;
    return hour <= 23 && minute <= 59 && second <= 60;
}

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
    const std::string digits = std::to_string(value);
    if (digits.size() < width) out.append(width - digits.size(), '0');
    out += digits;
}

/// Nothing, or a point and as few digits as say it.
void append_fraction(std::string& out, std::uint32_t nanoseconds) {
    if (nanoseconds == 0) return;
    out += '.';
    append_padded(out, nanoseconds, 9);
    out.erase(out.find_last_not_of('0') + 1);
}

}  // namespace

bool parse_date(std::string_view text, std::chrono::year_month_day& out) {
    Reader reader(text);
    std::chrono::year_month_day date;
    if (!take_date(reader, date) || !reader.at_end()) return false;
    out = date;
    return true;
}

bool parse_time(std::string_view text, bool lax, Instant& out) {
    Reader reader(text);
    std::chrono::year_month_day date;
    if (!take_date(reader, date)) return false;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    std::int64_t second_of_day = 0;
    std::int64_t nanoseconds = 0;
    std::int64_t offset = 0;
    char separator;
    if (lax && reader.at_end()) {
        out = {days * seconds_per_day, 0};
        return true;
    }
    if (!reader.take_any("Tt ", separator) ||
        !take_clock(reader, lax, second_of_day, nanoseconds) || !take_offset(reader, lax, offset) ||
        !reader.at_end()) {
        return false;
    }
    const std::int64_t seconds = days * seconds_per_day + second_of_day - offset;
    // RFC 3339 section 5.7: seconds go to 60 at the end of a day in UTC only.
    const bool is_leap_second = second_of_day % 60 == 0 && text.substr(17, 2) == "60";
    if (is_leap_second && (seconds % seconds_per_day != 0)) return false;
    out = {seconds, static_cast<std::uint32_t>(nanoseconds)};
    return true;
}

bool parse_duration(std::string_view text, Instant& out) {
    struct Unit {
        char letter;
        bool in_time;
        std::int64_t seconds;
    };
    constexpr Unit units[] = {{'W', false, 7 * seconds_per_day},
                              {'D', false, seconds_per_day},
                              {'H', true, 3600},
                              {'M', true, 60},
                              {'S', true, 1}};
    Reader reader(text);
    const bool negative = reader.take('-');
    if (!negative) reader.take('+');
    if (!reader.take('P')) return false;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    bool in_time = false;
    bool any = false;
    bool fraction = false;
    const Unit* next = units;
    while (!reader.at_end()) {
        if (fraction) return false;  // only the last part may have one
        if (!in_time && reader.take('T')) {
            in_time = true;
            if (reader.at_end()) return false;
        }
        std::int64_t number;
        std::int64_t billionths = 0;
        char mark;
        if (!reader.take_number(number)) return false;
        fraction = reader.take_any(".,", mark);
        if (fraction && !reader.take_fraction(billionths)) return false;
        while (next != std::end(units) &&
               (next->in_time != in_time || !reader.take(next->letter))) {
            ++next;
        }
        if (next == std::end(units)) return false;
        const std::int64_t part = billionths * next->seconds;
        seconds += number * next->seconds + part / 1'000'000'000;
        nanoseconds += part % 1'000'000'000;
        any = true;
        ++next;
    }
    if (!any) return false;
    if (negative) {
        seconds = -seconds - (nanoseconds > 0 ? 1 : 0);
        nanoseconds = nanoseconds > 0 ? 1'000'000'000 - nanoseconds : 0;
    }
    out = {seconds, static_cast<std::uint32_t>(nanoseconds)};
    return true;
}

bool instant_of(double seconds, Instant& out) {
    constexpr double limit = 1e15;  // 30 million years
    if (!(seconds > -limit && seconds < limit)) return false;
    const double whole = std::floor(seconds);
    auto microseconds = std::llround((seconds - whole) * 1e6);
    const std::int64_t carry = microseconds == 1'000'000 ? 1 : 0;
    if (carry != 0) microseconds = 0;
    out = {static_cast<std::int64_t>(whole) + carry,
           static_cast<std::uint32_t>(microseconds * 1000)};
    return true;
}

bool format_date(std::chrono::year_month_day date, std::string& out) {
    const int year = static_cast<int>(date.year());
    if (!date.ok() || year < 0 || year > 9999) return false;
    append_padded(out, year, 4);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    return true;
}

bool format_time(Instant time, std::string& out) {
    using std::chrono::floor;
    constexpr std::int64_t limit = std::int64_t(10000) * 366 * seconds_per_day;
    if (time.seconds < -limit || time.seconds > limit) return false;
    const std::chrono::sys_seconds seconds{std::chrono::seconds(time.seconds)};
    const auto day = floor<std::chrono::days>(seconds);
    const std::int64_t second = (seconds - day).count();
    if (!format_date(day, out)) return false;
    out += 'T';
    append_padded(out, second / 3600, 2);
    out += ':';
    append_padded(out, second / 60 % 60, 2);
    out += ':';
    append_padded(out, second % 60, 2);
    append_fraction(out, time.nanoseconds);
    out += 'Z';
    return true;
}

void format_duration(Instant duration, std::string& out) {
    std::int64_t seconds = duration.seconds;
    std::uint32_t nanoseconds = duration.nanoseconds;
    if (seconds < 0) {
        out += '-';
        seconds = -seconds;
        if (nanoseconds > 0) {
            --seconds;
            nanoseconds = 1'000'000'000 - nanoseconds;
        }
    }
    const std::int64_t days = seconds / seconds_per_day;
    const std::int64_t hours = seconds / 3600 % 24;
    const std::int64_t minutes = seconds / 60 % 60;
    seconds %= 60;
    out += 'P';
    if (days > 0) out += std::to_string(days) + 'D';
    const bool has_seconds = seconds > 0 || nanoseconds > 0;
    if (days > 0 && hours == 0 && minutes == 0 && !has_seconds) return;
    out += 'T';
    if (hours > 0) out += std::to_string(hours) + 'H';
    if (minutes > 0) out += std::to_string(minutes) + 'M';
    if (has_seconds || (days == 0 && hours == 0 && minutes == 0)) {
        out += std::to_string(seconds);
        append_fraction(out, nanoseconds);
        out += 'S';
    }
}

}  // namespace curlew::detail
