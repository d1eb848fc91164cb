#include "model/number_text.hpp"
#include "model/time_text.hpp"

#include <curlew/model/chrono_codec.hpp>

#include <cstdlib>
#include <limits>

namespace curlew::detail {
namespace {

constexpr const char* time_in_words = "RFC 3339 time, as 2026-01-31T12:00:00Z";
constexpr const char* duration_in_words = "ISO 8601 duration, as PT1H30M";
constexpr const char* date_in_words = "date, as 2026-01-31";

/// A string is of the right type, if not of the right form.
bool refuse_value(Decoder& decoder, Position at, const char* expected) {
    const bool is_string = tag_of(at) == Tag::string;
    decoder.fail(at, is_string ? FieldErrorKind::value : FieldErrorKind::type, expected);
    return false;
}

bool is_number(Tag tag) {
    return tag == Tag::real || tag == Tag::signed_integer || tag == Tag::unsigned_integer;
}

double number_at(Position at) {
    switch (tag_of(at)) {
        case Tag::real:
            return real_at(at);
        case Tag::signed_integer:
            return static_cast<double>(signed_at(at));
        default:
            return static_cast<double>(unsigned_at(at));
    }
}

/// A Unix time, in seconds or, beyond the year 2603, in milliseconds: what is larger is taken for
/// the finer unit.
bool unix_time(double number, Instant& out) {
    constexpr double watershed = 2e10;
    return instant_of(std::abs(number) > watershed ? number / 1000 : number, out);
}

bool lax_time(const Decoder& decoder, Position at, Instant& out) {
    if (is_number(tag_of(at))) return unix_time(number_at(at), out);
    if (tag_of(at) != Tag::string) return false;
    const std::string_view text = decoder.tape().text(at);
    double number;
    return parse_time(text, true, out) || (parse_real(text, number) && unix_time(number, out));
}

}  // namespace

bool to_ticks(Instant instant, std::int64_t per_second, std::int64_t& out) {
    // Counted from the nearer whole second towards zero, so that the product fits if the sum does.
    std::int64_t seconds = instant.seconds;
    std::int64_t rest =
        static_cast<std::int64_t>(instant.nanoseconds) / (1'000'000'000 / per_second);
    if (seconds < 0) {
        ++seconds;
        rest -= per_second;
    }
    std::int64_t whole;
    return !__builtin_mul_overflow(seconds, per_second, &whole) &&
           !__builtin_add_overflow(whole, rest, &out);
}

Instant from_ticks(std::int64_t ticks, std::int64_t per_second) {
    std::int64_t seconds = ticks / per_second;
    std::int64_t rest = ticks % per_second;
    if (rest < 0) {
        rest += per_second;
        --seconds;
    }
    return {seconds, static_cast<std::uint32_t>(rest * (1'000'000'000 / per_second))};
}

bool from_seconds(double seconds, Instant& out) {
    return instant_of(seconds, out);
}

bool convert_time(Decoder& decoder, Position at, Instant& out) {
    const bool good =
        decoder.mode() == Mode::lax
            ? lax_time(decoder, at, out)
            : tag_of(at) == Tag::string && parse_time(decoder.tape().text(at), false, out);
    return good || refuse_value(decoder, at, time_in_words);
}

bool convert_duration(Decoder& decoder, Position at, Instant& out) {
    if (tag_of(at) == Tag::string && parse_duration(decoder.tape().text(at), out)) return true;
    if (decoder.mode() == Mode::lax) {
        if (tag_of(at) == Tag::signed_integer) {
            out = {signed_at(at), 0};
            return true;
        }
        if (tag_of(at) == Tag::real && instant_of(real_at(at), out)) return true;
    }
    return refuse_value(decoder, at, duration_in_words);
}

bool convert_date(Decoder& decoder, Position at, std::chrono::year_month_day& out) {
    if (tag_of(at) == Tag::string && parse_date(decoder.tape().text(at), out)) return true;
    Instant instant;
    if (decoder.mode() == Mode::lax && lax_time(decoder, at, instant)) {
        const std::chrono::sys_seconds time{std::chrono::seconds(instant.seconds)};
        const auto day = std::chrono::floor<std::chrono::days>(time);
        const std::chrono::year_month_day date(day);
        if (day == time && instant.nanoseconds == 0 && std::abs(int(date.year())) <= 9999) {
            out = date;
            return true;
        }
    }
    return refuse_value(decoder, at, date_in_words);
}

Position beyond_clock(Decoder& decoder, Position at, const char* what) {
    return decoder.fail(at, FieldErrorKind::out_of_range,
                        std::string(what) + " that the member's type can hold");
}

void write_time(Writer& writer, Instant time) {
    std::string text;
    if (!format_time(time, text)) writer.refuse("its year is not one of 0 to 9999");
    writer.string(text);
}

void write_duration(Writer& writer, Instant duration) {
    std::string text;
    format_duration(duration, text);
    writer.string(text);
}

void write_date(Writer& writer, std::chrono::year_month_day date) {
    std::string text;
    if (!format_date(date, text)) writer.refuse("it is no date of the years 0 to 9999");
    writer.string(text);
}

void refuse_time(const Writer& writer) {
    writer.refuse("it is longer than JSON can say");
}

}  // namespace curlew::detail
