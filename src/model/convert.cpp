#include "model/number_text.hpp"
#include "support/ascii.hpp"

#include <curlew/model/container_codec.hpp>
#include <curlew/model/map_key.hpp>
#include <curlew/model/scalar_codec.hpp>

#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

namespace curlew::detail {
namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

/// An integer of either sign that need not fit any type.
enum class IntegerClass { none, fits, beyond };

bool is_true_word(std::string_view text) {
    for (const std::string_view word : {"1", "true", "yes", "on", "t", "y"}) {
        if (ascii::equal_ignoring_case(text, word)) return true;
    }
    return false;
}
bool is_false_word(std::string_view text) {
    for (const std::string_view word : {"0", "false", "no", "off", "f", "n"}) {
        if (ascii::equal_ignoring_case(text, word)) return true;
    }
    return false;
}

IntegerClass from_real(double value, std::int64_t& out) {
    if (value != std::floor(value)) return IntegerClass::none;
    // An integer below -2^63 may have been rounded to it.
    if (value <= -two_to_63 || value >= two_to_63) return IntegerClass::beyond;
    out = static_cast<std::int64_t>(value);
    return IntegerClass::fits;
}
IntegerClass from_real(double value, std::uint64_t& out) {
    if (value != std::floor(value)) return IntegerClass::none;
    if (value < 0 || value >= two_to_64) return IntegerClass::beyond;
    out = static_cast<std::uint64_t>(value);
    return IntegerClass::fits;
}

template <class Integer>
IntegerClass from_text(std::string_view text, Integer& out) {
    text = plain_integer(text);
    if (text.empty()) return IntegerClass::none;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), out);
    if (result.ec == std::errc::result_out_of_range) return IntegerClass::beyond;
    // A sign that an unsigned integer does not have.
    return result.ec == std::errc() ? IntegerClass::fits : IntegerClass::beyond;
}

/// What the value is as an integer, by the rules of the mode.
template <class Integer>
IntegerClass classify(const Decoder& decoder, Position at, Integer& out) {
    const bool lax = decoder.mode() == Mode::lax;
    switch (tag_of(at)) {
        case Tag::signed_integer:
            out = static_cast<Integer>(signed_at(at));
            return signed_at(at) < 0 && std::is_unsigned_v<Integer> ? IntegerClass::beyond
                                                                    : IntegerClass::fits;
        case Tag::unsigned_integer:
            out = static_cast<Integer>(unsigned_at(at));
            return std::is_unsigned_v<Integer> ? IntegerClass::fits : IntegerClass::beyond;
        case Tag::real:
            return lax ? from_real(real_at(at), out) : IntegerClass::none;
        case Tag::string:
            return lax ? from_text(decoder.tape().text(at), out) : IntegerClass::none;
        case Tag::true_value:
        case Tag::false_value:
            out = tag_of(at) == Tag::true_value ? 1 : 0;
            return lax ? IntegerClass::fits : IntegerClass::none;
        default:
            return IntegerClass::none;
    }
}

template <class Integer>
bool settle(Decoder& decoder, Position at, IntegerClass found, Integer low, Integer high,
            Integer value) {
    if (found == IntegerClass::none) {
        decoder.wrong_type(at, "integer");
        return false;
    }
    if (found == IntegerClass::fits && value >= low && value <= high) return true;
    decoder.fail(at, FieldErrorKind::out_of_range,
                 decoder.is_silent()
                     ? std::string()
                     : "integer between " + std::to_string(low) + " and " + std::to_string(high));
    return false;
}

}  // namespace

bool convert(Decoder& decoder, Position at, bool& out) {
    if (decoder.mode() == Mode::lax) {
        std::optional<double> number;
        if (tag_of(at) == Tag::signed_integer) number = static_cast<double>(signed_at(at));
        if (tag_of(at) == Tag::real) number = real_at(at);
        const std::string_view word =
            tag_of(at) == Tag::string ? decoder.tape().text(at) : std::string_view();
        if (number == 1.0 || is_true_word(word)) {
            out = true;
            return true;
        }
        if (number == 0.0 || is_false_word(word)) {
            out = false;
            return true;
        }
    }
    decoder.wrong_type(at, "boolean");
    return false;
}

bool convert(Decoder& decoder, Position at, double& out) {
    const bool lax = decoder.mode() == Mode::lax;
    switch (tag_of(at)) {
        case Tag::real:
            out = real_at(at);
            return true;
        case Tag::signed_integer:
        case Tag::unsigned_integer:
            if (decoder.mode() == Mode::exact) break;
            out = tag_of(at) == Tag::signed_integer ? static_cast<double>(signed_at(at))
                                                    : static_cast<double>(unsigned_at(at));
            return true;
        case Tag::true_value:
        case Tag::false_value:
            if (!lax) break;
            out = tag_of(at) == Tag::true_value ? 1 : 0;
            return true;
        case Tag::string:
            if (lax && parse_real(decoder.tape().text(at), out)) return true;
            break;
        default:
            break;
    }
    decoder.wrong_type(at, "number");
    return false;
}

bool convert(Decoder& decoder, Position at, std::int64_t low, std::int64_t high,
             std::int64_t& out) {
    out = 0;
    const IntegerClass found = classify(decoder, at, out);
    return settle(decoder, at, found, low, high, out);
}

bool convert(Decoder& decoder, Position at, std::uint64_t high, std::uint64_t& out) {
    out = 0;
    const IntegerClass found = classify(decoder, at, out);
    return settle(decoder, at, found, std::uint64_t(0), high, out);
}

bool convert_key(Decoder& decoder, Position at, std::int64_t low, std::int64_t high,
                 std::int64_t& out) {
    out = 0;
    const IntegerClass found = from_text(decoder.tape().text(at), out);
    return settle(decoder, at, found, low, high, out);
}

bool convert_key(Decoder& decoder, Position at, std::uint64_t high, std::uint64_t& out) {
    out = 0;
    const IntegerClass found = from_text(decoder.tape().text(at), out);
    return settle(decoder, at, found, std::uint64_t(0), high, out);
}

Position beyond_float(Decoder& decoder, Position at) {
    return decoder.fail(at, FieldErrorKind::out_of_range, "number between -3.4e38 and 3.4e38");
}

Position wrong_count(Decoder& decoder, Position at, std::size_t count) {
    return decoder.fail(at, FieldErrorKind::length,
                        "array of " + std::to_string(count) + (count == 1 ? " item" : " items"));
}

std::size_t count_items(const Tape& tape, Position at) {
    const Position end = tape.closing(at);
    std::size_t count = 0;
    for (++at; at != end; at = tape.next(at))
        ++count;
    return count;
}

}  // namespace curlew::detail
