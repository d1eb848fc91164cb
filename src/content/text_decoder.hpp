#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace curlew {

class IconvConverter;

/// Turns text that comes in pieces into UTF-8. How it is cut makes no difference: what is the
/// beginning of a character waits for its end.
///
/// A byte order mark decides and is dropped; else the charset, any name that iconv knows; else, and
/// for names that it does not know, UTF-8. ISO-8859-1 is what its name says, and not windows-1252
/// as browsers have it. What cannot be decoded becomes U+FFFD, as in repaired_utf8(). Never throws
/// for what the bytes or the name are.
class TextDecoder {
public:
    explicit TextDecoder(std::string_view charset);
    TextDecoder(TextDecoder&&) noexcept;
    TextDecoder& operator=(TextDecoder&&) noexcept;
    ~TextDecoder();

    /// What can be decoded by now. Valid until the next call.
    std::string_view decode(std::string_view piece);

    /// What was waiting for more. There will be no more.
    std::string_view finish();

private:
    [[nodiscard]] bool decide(bool is_last);
    void convert(bool is_last);

    std::string charset_;
    std::unique_ptr<IconvConverter> converter_;  // for what is not UTF-8
    bool is_decided_ = false;
    std::string input_;  // not decoded yet
    std::string output_;
};

}  // namespace curlew
