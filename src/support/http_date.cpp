#include "support/http_date.hpp"

#include "support/ascii.hpp"

#include <algorithm>
#include <array>

namespace curlew {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> short_days{"Mon", "Tue", "Wed", "Thu",
                                                     "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> long_days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Takes a date apart from the front. Once something does not fit, nothing fits any more.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    Scanner& literal(std::string_view expected) {
        ok_ = ok_ && text_.starts_with(expected);
        if (ok_) text_.remove_prefix(expected.size());
        return *this;
    }

    template <std::size_t N>
    Scanner& word(const std::array<std::string_view, N>& words, unsigned& index) {
        const auto found =
            std::ranges::find_if(words, [&](std::string_view w) { return text_.starts_with(w); });
        ok_ = ok_ && found != words.end();
        if (ok_) {
            index = static_cast<unsigned>(found - words.begin());
            text_.remove_prefix(found->size());
        }
        return *this;
    }

    Scanner& number(std::size_t digits, unsigned& value) {
        ok_ = ok_ && text_.size() >= digits &&
              std::ranges::all_of(text_.substr(0, digits), ascii::is_digit);
        if (ok_) {
            value = 0;
            for (const char c : text_.substr(0, digits)) {
                value = value * 10 + static_cast<unsigned>(c - '0');
            }
            text_.remove_prefix(digits);
        }
        return *this;
    }

    /// Two digits, or a space and one.
    Scanner& padded_number(unsigned& value) {
        if (!text_.starts_with(' ')) return number(2, value);
        return literal(" ").number(1, value);
    }

    [[nodiscard]] bool done() const { return ok_ && text_.empty(); }

private:
    std::string_view text_;
    bool ok_ = true;
};

struct Fields {
    unsigned weekday = 0;
    unsigned day = 0;
    unsigned month = 0;
    unsigned year = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;

    void scan_time(Scanner& scanner) {
        scanner.number(2, hour).literal(":").number(2, minute).literal(":").number(2, second);
    }

    [[nodiscard]] year_month_day date_in(int some_year) const {
        return {std::chrono::year(some_year), std::chrono::month(month + 1), std::chrono::day(day)};
    }

    [[nodiscard]] bool is_weekday_of(int some_year) const {
        const year_month_day date = date_in(some_year);
        return date.ok() && std::chrono::weekday(date).iso_encoding() == weekday + 1;
    }

    [[nodiscard]] std::optional<sys_seconds> value() const {
        const year_month_day date = date_in(static_cast<int>(year));
        // 60 is a leap second: the same instant as the next minute's first.
        if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
        return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
    }
};

bool scan_imf_fixdate(std::string_view text, Fields& out) {
    Scanner scanner(text);
    scanner.word(short_days, out.weekday).literal(", ").number(2, out.day).literal(" ");
    scanner.word(months, out.month).literal(" ").number(4, out.year).literal(" ");
    out.scan_time(scanner);
    return scanner.literal(" GMT").done();
}

bool scan_rfc850(std::string_view text, sys_seconds now, Fields& out) {
    Scanner scanner(text);
    scanner.word(long_days, out.weekday).literal(", ").number(2, out.day).literal("-");
    scanner.word(months, out.month).literal("-").number(2, out.year).literal(" ");
    out.scan_time(scanner);
    if (!scanner.literal(" GMT").done()) return false;
    const int this_year = static_cast<int>(year_month_day(floor<days>(now)).year());
    int year = this_year / 100 * 100 + static_cast<int>(out.year);
    if (year > this_year + 50) year -= 100;
    // The weekday tells the centuries apart: 1970 began on a Thursday, 2070 begins on a Wednesday.
    if (!out.is_weekday_of(year) && out.is_weekday_of(year - 100)) year -= 100;
    out.year = static_cast<unsigned>(year);
    return true;
}

bool scan_asctime(std::string_view text, Fields& out) {
    Scanner scanner(text);
    scanner.word(short_days, out.weekday).literal(" ").word(months, out.month).literal(" ");
    scanner.padded_number(out.day).literal(" ");
    out.scan_time(scanner);
    return scanner.literal(" ").number(4, out.year).done();
}

}  // namespace

std::optional<sys_seconds> parse_http_date(std::string_view text, sys_seconds now) {
    Fields fields;
    if (scan_imf_fixdate(text, fields) || scan_rfc850(text, now, fields) ||
        scan_asctime(text, fields)) {
        return fields.value();
    }
    return std::nullopt;
}

std::string format_http_date(sys_seconds time) {
    const sys_days midnight = floor<days>(time);
    const year_month_day date(midnight);
    const hh_mm_ss clock(time - midnight);
    std::string out;
    const auto append_number = [&](long long value, std::size_t digits) {
        const std::string text = std::to_string(value);
        out.append(digits - std::min(digits, text.size()), '0').append(text);
    };
    out.append(short_days[weekday(midnight).iso_encoding() - 1]).append(", ");
    append_number(unsigned(date.day()), 2);
    out.append(" ").append(months[unsigned(date.month()) - 1]).append(" ");
    append_number(int(date.year()), 4);
    out += ' ';
    append_number(clock.hours().count(), 2);
    out += ':';
    append_number(clock.minutes().count(), 2);
    out += ':';
    append_number(clock.seconds().count(), 2);
    return out.append(" GMT");
}

}  // namespace curlew
