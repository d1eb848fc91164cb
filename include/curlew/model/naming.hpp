#pragma once

#include <cstddef>
#include <string_view>

namespace curlew {

/// How the names of C++ members or enumerators are spelled in JSON, for a whole model.
/// Words are told apart by underscores and by capitals: `page_size`, `pageSize` and `PageSize`
/// all have two.
enum class Naming {
    as_is,        ///< as in the source
    camel_case,   ///< `pageSize`
    pascal_case,  ///< `PageSize`
    snake_case,   ///< `page_size`
    kebab_case,   ///< `page-size`
    upper_case,   ///< `PAGE_SIZE`
};

}  // namespace curlew

namespace curlew::detail {

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
constexpr char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
constexpr char lower(char c) {
    return is_upper(c) ? static_cast<char>(c + 32) : c;
}

/// Whether a word starts at `i`: after an underscore, at `aB`, and at the `R` of `HTTPResponse`.
constexpr bool starts_word(std::string_view name, std::size_t i) {
    if (i == 0 || name[i - 1] == '_') return true;
    if (!is_upper(name[i])) return false;
    return !is_upper(name[i - 1]) || (i + 1 < name.size() && is_lower(name[i + 1]));
}

/// Calls `put(char)` for every character of `name` in the given spelling.
template <class Put>
constexpr void respell(std::string_view name, Naming naming, Put put) {
    bool first = true;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (naming == Naming::as_is) {
            put(c);
            continue;
        }
        if (c == '_') continue;
        const bool start = starts_word(name, i);
        const bool separate = start && !first;
        switch (naming) {
            case Naming::camel_case:
                put(separate ? upper(c) : lower(c));
                break;
            case Naming::pascal_case:
                put(start ? upper(c) : lower(c));
                break;
            case Naming::upper_case:
                if (separate) put('_');
                put(upper(c));
                break;
            default:
                if (separate) put(naming == Naming::kebab_case ? '-' : '_');
                put(lower(c));
        }
        first = false;
    }
}

}  // namespace curlew::detail
