#pragma once

#include "content/coding.hpp"

#include <curlew/headers.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace curlew {

/// What ContentDecoder knows, as Accept-Encoding has it (RFC 9110 section 12.5.3).
[[nodiscard]] std::string_view supported_codings();

/// Undoes all the content codings of a body, piece by piece, in bounded memory.
class ContentDecoder {
public:
    /// The decoder for a body with these headers; nothing when there is nothing to undo, or it has
    /// a coding that is not known: such a body stays as it came.
    /// @throws ContentCodingError for more than five codings
    [[nodiscard]] static std::optional<ContentDecoder> for_body(const Headers& headers);

    /// What comes next. Only after read() returned 0; it has to stay there until that happens
    /// again.
    void feed(std::string_view coded) noexcept;

    /// Decodes into `plain`.
    /// @return how much was written; 0 when all that was fed is used up
    /// @throws ContentCodingError
    std::size_t read(std::span<char> plain);

    /// The body ended.
    /// @throws ContentCodingError if its codings did not
    void finish() const;

private:
    struct Stage {
        std::string_view name;
        std::unique_ptr<Coding> coding;
        std::vector<char> buffer;  // between this stage and the one before it
        std::string_view input;
    };

    explicit ContentDecoder(std::vector<Stage> stages) : stages_(std::move(stages)) {}
    std::size_t pull(std::size_t stage, std::span<char> plain);

    std::vector<Stage> stages_;  // in the order of decoding
    bool has_begun_ = false;
};

/// A whole body without its codings.
/// @throws ContentCodingError if that is not possible
/// @throws ResponseTooLargeError as soon as it would be larger than limit
[[nodiscard]] std::string decode_whole(ContentDecoder decoder, std::string_view coded,
                                       std::uint64_t limit);

/// As much of the beginning of a body as can be decoded, and no more than limit.
[[nodiscard]] std::string decode_beginning(ContentDecoder decoder, std::string_view coded,
                                           std::uint64_t limit);

/// @throws ResponseTooLargeError
[[noreturn]] void throw_too_large_decoded(std::uint64_t limit);

}  // namespace curlew
