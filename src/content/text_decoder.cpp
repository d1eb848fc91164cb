#include "content/text_decoder.hpp"

#include "content/charset.hpp"
#include "content/iconv_converter.hpp"
#include "support/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace curlew {
namespace {

struct Mark {
    std::string_view bytes;
    std::string_view charset;
};

constexpr std::array<Mark, 3> marks{
    {{"\xEF\xBB\xBF", "utf-8"}, {"\xFE\xFF", "utf-16be"}, {"\xFF\xFE", "utf-16le"}}};

bool names_utf8(std::string_view charset) {
    return ascii::equal_ignoring_case(charset, "utf-8") ||
           ascii::equal_ignoring_case(charset, "utf8");
}

/// How many bytes at the end may be the beginning of a character.
std::size_t unfinished_utf8(std::string_view text) {
    const std::size_t longest = std::min<std::size_t>(3, text.size());
    for (std::size_t back = 1; back <= longest; ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte < 0x80) return 0;
        if (byte < 0xC0) continue;
        const std::size_t length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        return back < length ? back : 0;
    }
    return 0;
}

}  // namespace

TextDecoder::TextDecoder(std::string_view charset) : charset_(charset) {}
TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;
TextDecoder& TextDecoder::operator=(TextDecoder&&) noexcept = default;
TextDecoder::~TextDecoder() = default;

std::string_view TextDecoder::decode(std::string_view piece) {
    input_ += piece;
    output_.clear();
    if (decide(false)) convert(false);
    return output_;
}

std::string_view TextDecoder::finish() {
    output_.clear();
    if (decide(true)) convert(true);
    return output_;
}

/// Whether there is a byte order mark. It takes three bytes to tell.
bool TextDecoder::decide(bool is_last) {
    if (is_decided_) return true;
    const std::string_view input = input_;
    const auto found = std::ranges::find_if(
        marks, [&](const Mark& mark) { return input.starts_with(mark.bytes); });
    const bool may_come =
        std::ranges::any_of(marks, [&](const Mark& mark) { return mark.bytes.starts_with(input); });
    if (found == marks.end() && may_come && !is_last) return false;
    if (found != marks.end()) {
        charset_ = found->charset;
        input_.erase(0, found->bytes.size());
    }
    if (!names_utf8(charset_)) converter_ = IconvConverter::make(charset_);
    is_decided_ = true;
    return true;
}

void TextDecoder::convert(bool is_last) {
    if (converter_) {
        input_.erase(0, converter_->convert(input_, is_last, output_));
    } else {
        output_.swap(input_);
        const std::size_t kept = is_last ? 0 : unfinished_utf8(output_);
        input_.assign(output_, output_.size() - kept);
        output_.resize(output_.size() - kept);
    }
    // iconv's UTF-8 goes beyond U+10FFFF, to the five and six bytes of old, for one from UCS-4.
    if (!is_utf8(output_)) output_ = repaired_utf8(std::move(output_));
}

}  // namespace curlew
