#include "support/percent.hpp"

#include <curlew/params.hpp>

#include <charconv>

namespace curlew {
namespace {

template <class Value>
std::string shortest(Value value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return std::string(text, end);
}

template <class Encode>
std::string joined(const Params& params, Encode encode) {
    std::string out;
    for (const auto& [name, value] : params) {
        if (!out.empty()) out += '&';
        out.append(encode(name)).append("=").append(encode(value));
    }
    return out;
}

}  // namespace

ParamValue::ParamValue(Number, long long value) : text_(shortest(value)) {}
ParamValue::ParamValue(Number, unsigned long long value) : text_(shortest(value)) {}
ParamValue::ParamValue(Number, double value) : text_(shortest(value)) {}

std::string Params::to_query() const {
    return joined(*this, [](std::string_view text) { return percent::encode(text); });
}

std::string Params::to_form() const {
    return joined(*this, [](std::string_view text) { return percent::encode_form(text); });
}

}  // namespace curlew
