#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace curlew {

/// Undoes one content coding (RFC 9110 section 8.4.1), in pieces of any size.
class Coding {
public:
    Coding() = default;
    Coding(const Coding&) = delete;
    Coding& operator=(const Coding&) = delete;
    virtual ~Coding() = default;

    /// Decodes from the front of `coded`, which loses what was used, to the front of `plain`.
    /// @return how much of `plain` was written. Less than all of it: `coded` is used up.
    /// @throws ContentCodingError if `coded` is not what its name says
    virtual std::size_t decode(std::string_view& coded, std::span<char> plain) = 0;

    /// Whether the coded data may end here.
    [[nodiscard]] virtual bool may_end() const noexcept = 0;
};

/// RFC 1952. Members may follow each other.
[[nodiscard]] std::unique_ptr<Coding> make_gzip_coding();

/// RFC 1950, as RFC 9110 has it, and RFC 1951 alone, as some servers have it.
[[nodiscard]] std::unique_ptr<Coding> make_deflate_coding();

/// RFC 7932; nullptr when curlew was built without.
[[nodiscard]] std::unique_ptr<Coding> make_brotli_coding();

/// RFC 8878 with the window of RFC 9659. Frames may follow each other. nullptr when curlew was
/// built without.
[[nodiscard]] std::unique_ptr<Coding> make_zstd_coding();

/// @throws ContentCodingError
[[noreturn]] void throw_corrupt(std::string_view coding, const std::string& why);

}  // namespace curlew
