#include "content/field_parser.hpp"

#include "support/ascii.hpp"

#include <algorithm>

namespace curlew {

void FieldParser::skip_space() noexcept {
    at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size());
}

bool FieldParser::take(char c) noexcept {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
}

std::string_view FieldParser::take_until(std::string_view stops) noexcept {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(stops, at_), text_.size());
    return text_.substr(begin, at_ - begin);
}

std::string_view FieldParser::take_token() noexcept {
    const std::size_t begin = at_;
    while (!done() && ascii::is_token_char(text_[at_]))
        ++at_;
    return text_.substr(begin, at_ - begin);
}

std::string FieldParser::take_quoted() {
    std::string out;
    take('"');
    while (!done() && !take('"')) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        out += text_[at_++];
    }
    return out;
}

}  // namespace curlew
