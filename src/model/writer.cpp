#include "model/path_finder.hpp"
#include "model/utf8.hpp"

#include <curlew/errors.hpp>
#include <curlew/model/writer.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace curlew::detail {
namespace {

enum class Kind : unsigned char { plain, escaped, multi_byte };

constexpr auto kinds = [] {
    std::array<Kind, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        if (c < 0x20 || c == '"' || c == '\\') table[c] = Kind::escaped;
        if (c >= 0x80) table[c] = Kind::multi_byte;
    }
    return table;
}();

void append_escape(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        default:
            break;
    }
    out += "\\u00";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 0xf];
}

template <class Number>
void append_number(std::string& out, Number value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    out.append(text, static_cast<std::size_t>(end - text));
}

template <class Real>
void append_real(Writer& writer, std::string& out, Real value) {
    if (!std::isfinite(value)) {
        writer.refuse(std::isnan(value) ? "JSON has no NaN" : "JSON has no infinity");
    }
    const std::size_t start = out.size();
    append_number(out, value);
    // So that whoever reads it without a model takes it for a real number again.
    if (out.find_first_not_of("-0123456789", start) == std::string::npos) out += ".0";
}

}  // namespace

void Writer::integer(std::int64_t value) {
    append_number(out_, value);
}
void Writer::integer(std::uint64_t value) {
    append_number(out_, value);
}
void Writer::real(double value) {
    append_real(*this, out_, value);
}
void Writer::real(float value) {
    append_real(*this, out_, value);
}

void Writer::string(std::string_view text) {
    out_ += '"';
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size();) {
        const Kind kind = kinds[static_cast<unsigned char>(text[i])];
        if (kind == Kind::plain) {
            ++i;
            continue;
        }
        if (kind == Kind::multi_byte) {
            const std::size_t length = utf8_sequence_length(text.substr(i));
            if (length == 0) refuse("the string is not UTF-8");
            i += length;
            continue;
        }
        out_.append(text.substr(written, i - written));
        append_escape(out_, text[i]);
        written = ++i;
    }
    out_.append(text.substr(written));
    out_ += '"';
}

void Writer::refuse(std::string_view reason) const {
    const std::string path = path_of_next(out_);
    throw ConfigurationError("cannot write " + (path.empty() ? std::string("the value") : path) +
                             " as JSON: " + std::string(reason));
}

}  // namespace curlew::detail
