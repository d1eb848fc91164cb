#pragma once

#include <curlew/errors.hpp>
#include <curlew/model.hpp>
#include <curlew/sse.hpp>
#include <curlew/validation.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// How the body of a response is cut into what a program wants to see, whatever the pieces are that
// it comes in. All have feed(), which takes the next piece, valid until it is called again;
// finish(), when there are no more; and next(), for as many items as have come.

namespace curlew {

class TextDecoder;

namespace detail {

/// A line, or a record in it, may take up this much memory unless somebody says otherwise.
inline constexpr std::size_t default_line_limit = std::size_t{16} * 1024 * 1024;

/// Bytes, in chunks of one size, of which only the last is shorter; or just as they come.
class ChunkSplitter {
public:
    using value_type = std::string_view;

    /// @param size of each chunk in bytes; 0 for as they come
    explicit ChunkSplitter(std::size_t size) noexcept : size_(size) {}

    void feed(std::string_view piece) noexcept { rest_ = piece; }
    void finish() noexcept { is_finished_ = true; }
    [[nodiscard]] std::optional<std::string_view> next();

private:
    std::size_t size_;
    std::string_view rest_;
    std::string begun_;  // of a chunk that is in several pieces
    bool is_handed_out_ = false;
    bool is_finished_ = false;
};

/// Text in UTF-8, in pieces that never end within a character.
class TextSplitter {
public:
    using value_type = std::string_view;

    explicit TextSplitter(std::string_view charset);
    TextSplitter(TextSplitter&&) noexcept;
    TextSplitter& operator=(TextSplitter&&) noexcept;
    ~TextSplitter();

    void feed(std::string_view piece);
    void finish();
    [[nodiscard]] std::optional<std::string_view> next() noexcept;

private:
    std::unique_ptr<TextDecoder> decoder_;
    std::string_view ready_;
};

/// Lines of bytes, without their ends: LF, CR LF or CR. The last one need not have any.
class ByteLineSplitter {
public:
    using value_type = std::string_view;

    /// @param limit the longest line, in bytes
    explicit ByteLineSplitter(std::size_t limit) noexcept : limit_(limit) {}

    void feed(std::string_view piece) noexcept;
    void finish() noexcept { is_finished_ = true; }
    /// @throws ResponseTooLargeError for a line beyond the limit
    [[nodiscard]] std::optional<std::string_view> next();

private:
    std::string_view take(std::size_t size) noexcept;
    void check_size(std::size_t more) const;

    std::size_t limit_;
    std::string_view rest_;
    // Where in rest_ the next of them is; npos for none. Looked for once, not for each line.
    std::size_t next_lf_ = std::string_view::npos;
    std::size_t next_cr_ = std::string_view::npos;
    std::string begun_;  // of a line that is in several pieces
    bool is_handed_out_ = false;
    bool skip_lf_ = false;  // the line before ended in CR: an LF is part of that end
    bool is_finished_ = false;
};

/// Lines of text, in UTF-8.
class LineSplitter {
public:
    using value_type = std::string_view;

    LineSplitter(std::string_view charset, std::size_t limit) : text_(charset), lines_(limit) {}

    void feed(std::string_view piece);
    void finish();
    [[nodiscard]] std::optional<std::string_view> next() { return lines_.next(); }

private:
    TextSplitter text_;
    ByteLineSplitter lines_;
};

/// One JSON document in each line; empty lines are skipped. (https://jsonlines.org,
/// https://github.com/ndjson/ndjson-spec)
template <class T>
class JsonLineSplitter {
public:
    using value_type = T;

    JsonLineSplitter(Validation validation, std::size_t limit)
        : lines_(limit), validation_(validation) {}

    void feed(std::string_view piece) noexcept { lines_.feed(piece); }
    void finish() noexcept { lines_.finish(); }

    /// @throws JsonError, ValidationError that name the line, from 1. The next call goes on with
    /// the
    ///         line after it.
    [[nodiscard]] std::optional<T> next() {
        while (const auto line = lines_.next()) {
            ++number_;
            if (line->find_first_not_of(" \t") == std::string_view::npos) continue;
            try {
                return from_json<T>(*line, validation_);
            } catch (ClientError& error) {
                error.attach({.place = "line " + std::to_string(number_)});
                throw;
            }
        }
        return std::nullopt;
    }

private:
    ByteLineSplitter lines_;
    Validation validation_;
    std::uint64_t number_ = 0;
};

}  // namespace detail
}  // namespace curlew
