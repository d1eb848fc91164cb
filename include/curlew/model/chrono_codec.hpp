#pragma once

#include <curlew/model/codec.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>
#include <string>
#include <type_traits>
#include <utility>

namespace curlew::detail {

/// A span of time, or a time since 1970 in UTC, as fine and as wide as any type may want it.
struct Instant {
    std::int64_t seconds = 0;  ///< rounded down
    std::uint32_t nanoseconds = 0;
};

// As the convert() functions of scalars: they return whether `out` was set.
bool convert_time(Decoder& decoder, Position at, Instant& out);
bool convert_duration(Decoder& decoder, Position at, Instant& out);
bool convert_date(Decoder& decoder, Position at, std::chrono::year_month_day& out);

Position beyond_clock(Decoder& decoder, Position at, const char* what);

void write_time(Writer& writer, Instant time);
void write_duration(Writer& writer, Instant duration);
void write_date(Writer& writer, std::chrono::year_month_day date);
[[noreturn]] void refuse_time(const Writer& writer);

/// So many ticks of a clock; finer digits are cut off. False if 64 bits cannot hold them.
bool to_ticks(Instant instant, std::int64_t per_second, std::int64_t& out);
Instant from_ticks(std::int64_t ticks, std::int64_t per_second);
/// False for numbers that are none, and for more than 30 million years.
bool from_seconds(double seconds, Instant& out);

/// Whether a clock ticks so finely that `Period::den` says how often in a second.
template <class Period>
inline constexpr bool is_fine =
    Period::num == 1 && Period::den <= 1'000'000'000 && 1'000'000'000 % Period::den == 0;

/// Sets `out`; false if it cannot hold so much.
template <class Rep, class Period>
bool assign(std::chrono::duration<Rep, Period>& out, Instant instant) {
    using Span = std::chrono::duration<Rep, Period>;
    static_assert(is_fine<Period> || Period::den == 1,
                  "ticks have to be whole seconds, or decimal parts of one down to nanoseconds");
    if constexpr (std::is_floating_point_v<Rep>) {
        const auto seconds =
            static_cast<double>(instant.seconds) + static_cast<double>(instant.nanoseconds) * 1e-9;
        out = std::chrono::duration_cast<Span>(std::chrono::duration<double>(seconds));
        return true;
    } else {
        std::int64_t ticks;
        if constexpr (is_fine<Period>) {
            if (!to_ticks(instant, Period::den, ticks)) return false;
        } else {
            ticks = instant.seconds / Period::num;
            if (instant.seconds % Period::num < 0) --ticks;
        }
        if (!std::in_range<Rep>(ticks)) return false;
        out = Span(static_cast<Rep>(ticks));
        return true;
    }
}

/// False if the span is not a number, or too long.
template <class Rep, class Period>
bool split(std::chrono::duration<Rep, Period> span, Instant& out) {
    if constexpr (std::is_floating_point_v<Rep>) {
        return from_seconds(std::chrono::duration<double>(span).count(), out);
    } else if constexpr (is_fine<Period>) {
        out = from_ticks(span.count(), Period::den);
        return true;
    } else {
        constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() / Period::num;
        if (span.count() > limit || span.count() < -limit) return false;
        out = {span.count() * Period::num, 0};
        return true;
    }
}

template <class Span>
struct Codec<std::chrono::time_point<std::chrono::system_clock, Span>> {
    using Time = std::chrono::time_point<std::chrono::system_clock, Span>;

    static Position read(Decoder& decoder, Position at, Time& out) {
        Instant instant;
        if (convert_time(decoder, at, instant)) {
            Span span;
            if (!assign(span, instant)) return beyond_clock(decoder, at, "time");
            out = Time(span);
        }
        return decoder.tape().next(at);
    }
    static void write(Writer& writer, const Time& value) {
        Instant instant;
        if (!split(value.time_since_epoch(), instant)) refuse_time(writer);
        write_time(writer, instant);
    }
    static std::string expected() { return "RFC 3339 time, as 2026-01-31T12:00:00Z"; }
};

template <ChronoDuration T>
struct Codec<T> {
    static Position read(Decoder& decoder, Position at, T& out) {
        Instant instant;
        if (convert_duration(decoder, at, instant) && !assign(out, instant)) {
            return beyond_clock(decoder, at, "duration");
        }
        return decoder.tape().next(at);
    }
    static void write(Writer& writer, const T& value) {
        Instant instant;
        if (!split(value, instant)) refuse_time(writer);
        write_duration(writer, instant);
    }
    static std::string expected() { return "ISO 8601 duration, as PT1H30M"; }
};

template <>
struct Codec<std::chrono::year_month_day> {
    static Position read(Decoder& decoder, Position at, std::chrono::year_month_day& out) {
        convert_date(decoder, at, out);
        return decoder.tape().next(at);
    }
    static void write(Writer& writer, const std::chrono::year_month_day& value) {
        write_date(writer, value);
    }
    static std::string expected() { return "date, as 2026-01-31"; }
};

}  // namespace curlew::detail
