#include "content/text_decoder.hpp"

#include <curlew/splitters.hpp>

#include <algorithm>

namespace curlew::detail {

std::optional<std::string_view> ChunkSplitter::next() {
    if (std::exchange(is_handed_out_, false)) begun_.clear();
    if (begun_.empty() && !rest_.empty() && (size_ == 0 || rest_.size() >= size_)) {
        const std::string_view chunk = rest_.substr(0, size_ == 0 ? rest_.size() : size_);
        rest_.remove_prefix(chunk.size());
        return chunk;
    }
    const std::string_view more = rest_.substr(0, size_ - begun_.size());
    begun_ += more;
    rest_.remove_prefix(more.size());
    if (begun_.empty() || (begun_.size() < size_ && !is_finished_)) return std::nullopt;
    is_handed_out_ = true;
    return begun_;
}

TextSplitter::TextSplitter(std::string_view charset)
    : decoder_(std::make_unique<TextDecoder>(charset)) {}
TextSplitter::TextSplitter(TextSplitter&&) noexcept = default;
TextSplitter& TextSplitter::operator=(TextSplitter&&) noexcept = default;
TextSplitter::~TextSplitter() = default;

void TextSplitter::feed(std::string_view piece) {
    ready_ = decoder_->decode(piece);
}

void TextSplitter::finish() {
    ready_ = decoder_->finish();
}

std::optional<std::string_view> TextSplitter::next() noexcept {
    if (ready_.empty()) return std::nullopt;
    return std::exchange(ready_, {});
}

void ByteLineSplitter::feed(std::string_view piece) noexcept {
    rest_ = piece;
    next_lf_ = rest_.find('\n');
    next_cr_ = rest_.find('\r');
}

std::optional<std::string_view> ByteLineSplitter::next() {
    if (std::exchange(is_handed_out_, false)) begun_.clear();
    if (skip_lf_ && !rest_.empty()) {
        skip_lf_ = false;
        if (rest_.front() == '\n') (void)take(1);
    }
    const std::size_t end = std::min(next_lf_, next_cr_);
    if (end == std::string_view::npos) {
        check_size(rest_.size());
        begun_ += take(rest_.size());
        if (begun_.empty() || !is_finished_) return std::nullopt;
        is_handed_out_ = true;
        return begun_;
    }
    check_size(end);
    const std::string_view line = take(end);
    skip_lf_ = take(1) == "\r";
    if (begun_.empty()) return line;
    begun_ += line;
    is_handed_out_ = true;
    return begun_;
}

std::string_view ByteLineSplitter::take(std::size_t size) noexcept {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    const auto move = [&](std::size_t& position, char c) {
        if (position == std::string_view::npos) return;
        position = position >= size ? position - size : rest_.find(c);
    };
    move(next_lf_, '\n');
    move(next_cr_, '\r');
    return taken;
}

void ByteLineSplitter::check_size(std::size_t more) const {
    if (begun_.size() + more <= limit_) return;
    throw ResponseTooLargeError(
        "a line is longer than the limit of " + std::to_string(limit_) + " bytes", Phase::body);
}

void LineSplitter::feed(std::string_view piece) {
    text_.feed(piece);
    lines_.feed(text_.next().value_or(std::string_view()));
}

void LineSplitter::finish() {
    text_.finish();
    lines_.feed(text_.next().value_or(std::string_view()));
    lines_.finish();
}

}  // namespace curlew::detail
