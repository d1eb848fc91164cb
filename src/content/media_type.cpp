#include "content/media_type.hpp"

#include "content/field_parser.hpp"
#include "support/ascii.hpp"

#include <algorithm>

namespace curlew {

MediaType MediaType::parse(std::string_view text) {
    MediaType type;
    FieldParser parser(text);
    parser.skip_space();
    const std::string_view major = parser.take_token();
    if (major.empty() || !parser.take('/')) return type;
    const std::string_view minor = parser.take_token();
    if (minor.empty()) return type;
    type.essence_ = ascii::lowered(major).append("/").append(ascii::lowered(minor));

    while (!parser.done()) {
        parser.take_until(";");
        parser.take(';');
        parser.skip_space();
        std::string name = ascii::lowered(parser.take_token());
        // No space is allowed around the sign; there are servers that write it nevertheless.
        parser.skip_space();
        if (name.empty() || !parser.take('=')) continue;
        parser.skip_space();
        std::string value =
            parser.peek() == '"' ? parser.take_quoted() : std::string(parser.take_token());
        if (!value.empty()) type.parameters_.emplace_back(std::move(name), std::move(value));
    }
    return type;
}

std::string MediaType::parameter(std::string_view name) const {
    const auto found =
        std::ranges::find(parameters_, name, [](const auto& item) { return item.first; });
    return found == parameters_.end() ? std::string() : found->second;
}

std::string MediaType::charset() const {
    return ascii::lowered(parameter("charset"));
}

bool MediaType::is_json() const noexcept {
    return essence_ == "application/json" || essence_.ends_with("+json");
}

}  // namespace curlew
