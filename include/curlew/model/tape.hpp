#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace curlew::detail {

// A parsed document is a tape of 64-bit words, in document order: a tag in the top byte, a payload
// below. Numbers have their value in the word after. An opening bracket knows where its value ends,
// so that values can be skipped; a string knows where its bytes are. It is the tape that simdjson
// makes (doc/tape.md there); the words are read here so that no user has to compile simdjson.

enum class Tag : unsigned char {
    object = '{',
    object_end = '}',
    array = '[',
    array_end = ']',
    string = '"',
    signed_integer = 'l',
    unsigned_integer = 'u',  ///< too large for a signed one
    real = 'd',
    true_value = 't',
    false_value = 'f',
    null = 'n',
};

/// A word of the tape. What a position is good for ends with the Document that it points into.
using Position = const std::uint64_t*;

inline Tag tag_of(Position at) noexcept {
    return static_cast<Tag>(*at >> 56);
}
inline std::uint64_t payload_of(Position at) noexcept {
    return *at & 0x00ffffffffffffffu;
}

inline std::int64_t signed_at(Position at) noexcept {
    return static_cast<std::int64_t>(at[1]);
}
inline std::uint64_t unsigned_at(Position at) noexcept {
    return at[1];
}
inline double real_at(Position at) noexcept {
    double value;
    std::memcpy(&value, at + 1, sizeof value);
    return value;
}

/// The tape of one document and the bytes of its strings. Does not own them.
struct Tape {
    Position words = nullptr;
    const char* strings = nullptr;

    [[nodiscard]] Position root() const noexcept { return words + 1; }

    /// A string's bytes, without escapes: a 32-bit length, and then they.
    [[nodiscard]] std::string_view text(Position at) const noexcept {
        const char* stored = strings + payload_of(at);
        std::uint32_t length;
        std::memcpy(&length, stored, sizeof length);
        return {stored + sizeof length, length};
    }

    /// The closing bracket of the object or array that opens at `at`.
    [[nodiscard]] Position closing(Position at) const noexcept {
        return words + static_cast<std::uint32_t>(*at) - 1;
    }

    /// How many members or items an object or array has; at most 0xffffff is ever said.
    [[nodiscard]] std::size_t size_hint(Position at) const noexcept { return payload_of(at) >> 32; }

    /// The word behind the value at `at`.
    [[nodiscard]] Position next(Position at) const noexcept {
        switch (tag_of(at)) {
            case Tag::object:
            case Tag::array:
                return words + static_cast<std::uint32_t>(*at);
            case Tag::signed_integer:
            case Tag::unsigned_integer:
            case Tag::real:
                return at + 2;
            default:
                return at + 1;
        }
    }
};

}  // namespace curlew::detail
