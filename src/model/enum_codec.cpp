#include <curlew/errors.hpp>
#include <curlew/model/enum_codec.hpp>

#include <algorithm>

namespace curlew::detail {

std::size_t find_enumerator(Decoder& decoder, Position at, const NameIndex& names) {
    const bool is_string = tag_of(at) == Tag::string;
    const std::size_t index = is_string ? names.find(decoder.tape().text(at)) : NameIndex::npos;
    if (index == NameIndex::npos) {
        decoder.fail(at, is_string ? FieldErrorKind::value : FieldErrorKind::type,
                     decoder.is_silent() ? std::string() : one_of(names));
    }
    return index;
}

std::size_t index_of_enumerator(const Writer& writer, const std::int64_t* values, std::size_t count,
                                std::int64_t value) {
    const std::int64_t* const found = std::lower_bound(values, values + count, value);
    if (found == values + count || *found != value) {
        writer.refuse("its enum has no enumerator of value " + std::to_string(value));
    }
    return static_cast<std::size_t>(found - values);
}

std::string one_of(const NameIndex& names) {
    constexpr std::size_t shown = 20;
    std::string text = names.count == 1 ? "" : "one of ";
    for (std::size_t i = 0; i < std::min<std::size_t>(names.count, shown); ++i) {
        if (i > 0) text += ", ";
        text += names[i];
    }
    return names.count > shown ? text + ", ..." : text;
}

}  // namespace curlew::detail
