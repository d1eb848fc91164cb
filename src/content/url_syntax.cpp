#include "content/url_syntax.hpp"

#include "support/ascii.hpp"
#include "support/percent.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace curlew::url_syntax {
namespace {

constexpr bool is_unreserved(char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Unreserved, sub-delims, and what paths, queries and userinfo may have besides (section 3.3).
constexpr auto plain = [] {
    std::array<bool, 256> table{};
    for (int c = 0; c < 128; ++c)
        table[static_cast<std::size_t>(c)] = is_unreserved(static_cast<char>(c));
    for (const char c : std::string_view("!$&'()*+,;=:@/?"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool stands_as_it_is(char c) {
    return plain[static_cast<unsigned char>(c)];
}

/// The base's path up to its last slash, then the reference's (section 5.2.3).
std::string merge(const Parts& base, const std::string& path) {
    if (base.authority && base.path.empty()) return "/" + path;
    const auto slash = base.path.rfind('/');
    return slash == std::string::npos ? path : base.path.substr(0, slash + 1) + path;
}

}  // namespace

std::size_t scheme_length(std::string_view text) noexcept {
    if (text.empty() || !ascii::is_alpha(text.front())) return 0;
    const auto end = std::ranges::find_if_not(text, [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '+' || c == '-' || c == '.';
    });
    return end != text.end() && *end == ':' ? static_cast<std::size_t>(end - text.begin()) : 0;
}

Parts split(std::string_view text) {
    Parts parts;
    if (const auto length = scheme_length(text); length > 0) {
        parts.scheme = text.substr(0, length);
        text.remove_prefix(length + 1);
    }
    if (const auto hash = text.find('#'); hash != std::string_view::npos) {
        parts.fragment = text.substr(hash + 1);
        text = text.substr(0, hash);
    }
    if (const auto mark = text.find('?'); mark != std::string_view::npos) {
        parts.query = text.substr(mark + 1);
        text = text.substr(0, mark);
    }
    if (text.starts_with("//")) {
        const auto slash = std::min(text.find('/', 2), text.size());
        parts.authority = text.substr(2, slash - 2);
        text.remove_prefix(slash);
    }
    parts.path = text;
    return parts;
}

std::string join(const Parts& parts) {
    std::string out;
    if (!parts.scheme.empty()) out.append(parts.scheme).append(":");
    if (parts.authority) out.append("//").append(*parts.authority);
    // Without an authority a path must not look as if it had one (RFC 3986 section 3.3).
    if (!parts.authority && parts.path.starts_with("//")) out += "/.";
    out += parts.path;
    if (parts.query) out.append("?").append(*parts.query);
    if (parts.fragment) out.append("#").append(*parts.fragment);
    return out;
}

Parts resolve(const Parts& base, const Parts& reference) {
    if (!reference.scheme.empty()) return reference;
    Parts target = reference;
    target.scheme = base.scheme;
    if (reference.authority) return target;
    target.authority = base.authority;
    if (reference.path.empty()) {
        target.path = base.path;
        if (!reference.query) target.query = base.query;
    } else if (!reference.path.starts_with('/')) {
        target.path = merge(base, reference.path);
    }
    return target;
}

std::string remove_dot_segments(std::string_view path) {
    // Nearly all paths have none.
    if (path.find("/.") == std::string_view::npos && !path.starts_with('.'))
        return std::string(path);
    std::string out;
    while (!path.empty()) {
        if (path.starts_with("../")) {
            path.remove_prefix(3);
        } else if (path.starts_with("./") || path.starts_with("/./")) {
            path.remove_prefix(2);
        } else if (path == "/.") {
            path = "/";
        } else if (path.starts_with("/../") || path == "/..") {
            const auto slash = out.rfind('/');
            out.resize(slash == std::string::npos ? 0 : slash);
            path = path == "/.." ? std::string_view("/") : path.substr(3);
        } else if (path == "." || path == "..") {
            path = {};
        } else {
            const auto next = std::min(path.find('/', 1), path.size());
            out += path.substr(0, next);
            path.remove_prefix(next);
        }
    }
    return out;
}

bool is_normal_path(std::string_view path) noexcept {
    return std::ranges::all_of(path, stands_as_it_is) && !path.starts_with('.') &&
           path.find("/.") == std::string_view::npos;
}

std::string encode(std::string_view component) {
    std::string out;
    out.reserve(component.size());
    for (std::size_t at = 0; at < component.size(); ++at) {
        const char c = component[at];
        if (stands_as_it_is(c)) {
            out += c;
            continue;
        }
        const int high =
            c == '%' && at + 2 < component.size() ? ascii::hex_value(component[at + 1]) : -1;
        const int low = high >= 0 ? ascii::hex_value(component[at + 2]) : -1;
        if (low < 0) {
            percent::append_escaped(out, c);
            continue;
        }
        const auto decoded = static_cast<char>(high * 16 + low);
        if (is_unreserved(decoded)) {
            out += decoded;
        } else {
            percent::append_escaped(out, decoded);
        }
        at += 2;
    }
    return out;
}

}  // namespace curlew::url_syntax
