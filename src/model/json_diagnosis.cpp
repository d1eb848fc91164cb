#include "model/json_diagnosis.hpp"

#include "model/utf8.hpp"
#include "support/ascii.hpp"

#include <charconv>
#include <string>
#include <system_error>

namespace curlew::detail {
namespace {

/// Whether a number is too large for a double, which another too small for one is not: that is 0.
bool is_huge(std::string_view number) {
    const char* const end = number.data() + number.size();
    double value;
    if (std::from_chars(number.data(), end, value).ec != std::errc::result_out_of_range)
        return false;
    const auto whole = number.substr(0, number.find_first_of(".eE"));
    const auto first = whole.find_first_not_of("-0");
    const std::size_t digits = first == std::string_view::npos ? 0 : whole.size() - first;
    const auto mark = number.find_first_of("eE");
    if (mark == std::string_view::npos) return digits > 0;
    std::string_view exponent = number.substr(mark + 1);
    const bool negative = exponent.starts_with('-');
    if (negative || exponent.starts_with('+')) exponent.remove_prefix(1);
    std::size_t size = 0;
    const auto parsed = std::from_chars(exponent.data(), end, size);
    return !negative || (parsed.ec == std::errc() && digits > size);
}

/// Walks over a text and stops at its first mistake. Each step returns whether there was none.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    bool document() {
        space();
        if (!value()) return false;
        while (!open_.empty()) {
            if (!step()) return false;
        }
        return at_end() || mistake("the end of the document expected");
    }

    [[nodiscard]] const Diagnosis& diagnosis() const { return diagnosis_; }

private:
    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
    [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
    bool take(char c) {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void space() {
        while (!at_end() &&
               std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
            ++at_;
        }
    }
    bool mistake(std::string_view reason) {
        diagnosis_ = {reason, at_, false};
        return false;
    }

    /// Behind a value, inside an object or array.
    bool step() {
        const char kind = open_.back();
        if (take(kind == '{' ? '}' : ']')) {
            open_.pop_back();
            space();
            return true;
        }
        if (!take(',')) {
            return mistake(kind == '{' ? "',' or '}' expected" : "',' or ']' expected");
        }
        space();
        return kind == '{' ? key() && value() : value();
    }

    bool key() {
        if (peek() != '"') return mistake("a name in double quotes expected");
        if (!string()) return false;
        space();
        if (!take(':')) return mistake("':' expected");
        space();
        return true;
    }

    bool value() {
        while (peek() == '{' || peek() == '[') {
            if (open_.size() == max_json_depth) {
                diagnosis_ = {"nesting of at most 1024 levels expected", at_, true};
                return false;
            }
            const char kind = text_[at_++];
            space();
            if (take(kind == '{' ? '}' : ']')) {
                space();
                return true;
            }
            open_.push_back(kind);
            if (kind == '{' && !key()) return false;
        }
        const bool good = scalar();
        space();
        return good;
    }

    bool scalar() {
        switch (peek()) {
            case '"':
                return string();
            case 't':
                return literal("true");
            case 'f':
                return literal("false");
            case 'n':
                return literal("null");
            default:
                break;
        }
        if (peek() == '-' || ascii::is_digit(peek())) return number();
        return mistake("a value expected");
    }

    bool literal(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return mistake("a value expected");
        at_ += word.size();
        return true;
    }

    bool digits() {
        if (!ascii::is_digit(peek())) return mistake("a digit expected");
        while (ascii::is_digit(peek()))
            ++at_;
        return true;
    }

    bool number() {
        const std::size_t start = at_;
        take('-');
        if (take('0')) {
            if (ascii::is_digit(peek())) return mistake("a number without leading zeros expected");
        } else if (!digits()) {
            return false;
        }
        if (take('.') && !digits()) return false;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            if (!digits()) return false;
        }
        if (is_huge(text_.substr(start, at_ - start))) {
            at_ = start;
            return mistake("a number that fits a double expected");
        }
        return true;
    }

    bool string() {
        ++at_;
        while (!at_end()) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20) {
                return mistake("an escape for a control character expected");
            }
            if (c == '\\') {
                if (!escape()) return false;
            } else {
                const std::size_t length = utf8_sequence_length(text_.substr(at_));
                if (length == 0) return mistake("UTF-8 expected");
                at_ += length;
            }
        }
        return mistake("the end of a string expected");
    }

    bool escape() {
        const std::size_t start = at_++;
        if (take('u')) {
            const int unit = hex_unit();
            if (unit < 0) return false;
            if (unit >= 0xd800 && unit < 0xe000) {
                // One half of a character beyond U+FFFF: the other has to follow.
                const bool pair = unit < 0xdc00 && take('\\') && take('u');
                const int second = pair ? hex_unit() : 0;
                if (second < 0) return false;
                if (second < 0xdc00 || second >= 0xe000) {
                    at_ = start;
                    return mistake("a pair of surrogates expected");
                }
            }
            return true;
        }
        if (at_end() || std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) {
            at_ = start;
            return mistake(R"(one of the escapes \" \\ \/ \b \f \n \r \t \u expected)");
        }
        ++at_;
        return true;
    }

    int hex_unit() {
        int unit = 0;
        for (int i = 0; i < 4; ++i) {
            const int digit = at_end() ? -1 : ascii::hex_value(text_[at_]);
            if (digit < 0) {
                mistake("four hexadecimal digits expected");
                return -1;
            }
            unit = unit * 16 + digit;
            ++at_;
        }
        return unit;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string open_;  ///< the kinds of the brackets that are open
    Diagnosis diagnosis_;
};

}  // namespace

std::optional<Diagnosis> diagnose_json(std::string_view text) {
    Scanner scanner(text);
    if (scanner.document()) return std::nullopt;
    return scanner.diagnosis();
}

}  // namespace curlew::detail
