#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace curlew {

/// iconv, from one charset to UTF-8, in pieces.
class IconvConverter {
public:
    /// nullptr for a name that iconv does not know.
    [[nodiscard]] static std::unique_ptr<IconvConverter> make(std::string_view charset);

    IconvConverter(const IconvConverter&) = delete;
    IconvConverter& operator=(const IconvConverter&) = delete;
    ~IconvConverter();

    /// Appends what `bytes` are in UTF-8, with U+FFFD for what is nothing.
    /// @return how many bytes were used; those that are left begin a character, and are to be put
    ///         before what follows. When `is_last`, all are used.
    std::size_t convert(std::string_view bytes, bool is_last, std::string& out);

private:
    IconvConverter(void* descriptor, std::size_t unit) noexcept
        : descriptor_(descriptor), unit_(unit) {}
    int step(char** from, std::size_t* left, std::string& out);

    void* descriptor_;  // POSIX's iconv_t
    std::size_t unit_;
};

}  // namespace curlew
