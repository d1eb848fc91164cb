#include "content/url_syntax.hpp"
#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>
#include <curlew/url.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

#include <arpa/inet.h>

namespace curlew {
namespace {

using url_syntax::Parts;

constexpr std::size_t max_length = 64 * 1024;

/// What is said of a URL that does not even parse must not give its password away either.
std::string without_password(std::string_view text) {
    std::string shown(text.substr(0, 256));
    const auto begin = shown.find("//");
    const auto at =
        shown.rfind('@', shown.find_first_of("/?#", begin == shown.npos ? 0 : begin + 2));
    if (begin == shown.npos || at == shown.npos || at < begin) return shown;
    const auto colon = shown.find(':', begin);
    if (colon < at) shown.replace(colon + 1, at - colon - 1, "****");
    return shown;
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw ConfigurationError("cannot use URL " + quoted(without_password(text)) + ": " + why);
}

/// The port that a scheme has by itself; 0 for schemes that this library does not speak.
std::uint16_t default_port(std::string_view scheme) {
    if (scheme == "http") return 80;
    if (scheme == "https") return 443;
    return 0;
}

void check_name(std::string_view original, std::string_view host) {
    for (const char c : host) {
        if (ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_') continue;
        const bool foreign = static_cast<unsigned char>(c) >= 0x80;
        refuse(original, foreign ? "its host is not in ASCII; write it in its xn-- form"
                                 : "its host has the character " + quoted({&c, 1}));
    }
}

void check_ipv6(std::string_view original, std::string_view address) {
    in6_addr ignored;
    if (::inet_pton(AF_INET6, std::string(address).c_str(), &ignored) != 1) {
        refuse(original, quoted(address) + " is not an IPv6 address");
    }
}

/// Splits host from port, and checks both. Guessing here would mean guessing whom to talk to.
std::pair<std::string, std::uint16_t> host_and_port(std::string_view original,
                                                    std::string_view authority) {
    std::size_t host_end = authority.find(':');
    if (authority.starts_with('[')) {
        const auto bracket = authority.find(']');
        if (bracket == std::string_view::npos) refuse(original, "its host has no closing bracket");
        check_ipv6(original, authority.substr(1, bracket - 1));
        host_end = bracket + 1;
    } else {
        check_name(original, authority.substr(0, host_end));
    }
    std::string host = ascii::lowered(authority.substr(0, host_end));
    if (host_end >= authority.size()) return {std::move(host), 0};
    const std::string_view digits = authority.substr(host_end + 1);
    if (authority[host_end] != ':') refuse(original, "its host is malformed");
    if (digits.empty()) return {std::move(host), 0};
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port == 0) {
        refuse(original, "its port " + quoted(digits) + " is not a number between 1 and 65535");
    }
    return {std::move(host), port};
}

/// Checks a reference and puts its parts into their normal form (RFC 3986 section 6.2.2).
Parts normalised(std::string_view text) {
    if (text.size() > max_length) refuse(text, "it is longer than 64 KiB");
    const auto control = std::ranges::find_if(text, ascii::is_control);
    if (control != text.end()) {
        refuse(text, "it has the control character " + quoted({&*control, 1}));
    }
    Parts parts = url_syntax::split(text);
    parts.scheme = ascii::lowered(parts.scheme);
    if (parts.authority) {
        const auto at = parts.authority->rfind('@');
        const std::size_t host_begin = at == std::string::npos ? 0 : at + 1;
        auto [host, port] =
            host_and_port(text, std::string_view(*parts.authority).substr(host_begin));
        std::string authority = url_syntax::encode(parts.authority->substr(0, host_begin));
        authority += host;
        if (port != 0 && port != default_port(parts.scheme)) {
            authority.append(":").append(std::to_string(port));
        }
        parts.authority = std::move(authority);
    }
    parts.path = url_syntax::encode(parts.path);
    if (parts.query) parts.query = url_syntax::encode(*parts.query);
    if (parts.fragment) parts.fragment = url_syntax::encode(*parts.fragment);
    return parts;
}

std::string assembled(Parts parts) {
    // A relative reference keeps its dots until it is resolved.
    if (!parts.scheme.empty()) parts.path = url_syntax::remove_dot_segments(parts.path);
    return url_syntax::join(parts);
}

}  // namespace

Url::Url(std::string normalised) : text_(std::move(normalised)) {
    const std::string_view text = text_;
    const auto offset = [](std::size_t n) { return static_cast<std::uint32_t>(n); };
    scheme_end_ = offset(url_syntax::scheme_length(text));
    port_ = default_port(scheme());
    path_begin_ = scheme_end_ + 1;
    const bool has_authority = text.substr(path_begin_, 2) == "//";
    if (has_authority) {
        path_begin_ = offset(std::min(text.find_first_of("/?#", path_begin_ + 2), text.size()));
    }
    host_begin_ = host_end_ = path_begin_;
    if (has_authority) {
        const std::uint32_t authority_begin = scheme_end_ + 3;
        const auto at = slice(authority_begin, path_begin_).rfind('@');
        host_begin_ = authority_begin + offset(at == std::string_view::npos ? 0 : at + 1);
        const std::string_view host_and_port = slice(host_begin_, path_begin_);
        const auto colon = host_and_port.rfind(':');
        if (colon != std::string_view::npos && !host_and_port.ends_with(']')) {
            host_end_ = host_begin_ + offset(colon);
            std::from_chars(text.data() + host_end_ + 1, text.data() + path_begin_, port_);
        }
    }
    query_end_ = offset(std::min(text.find('#', path_begin_), text.size()));
    path_end_ = std::min(offset(std::min(text.find('?', path_begin_), text.size())), query_end_);
}

Url Url::parse(std::string_view text) {
    if (!is_absolute(text)) {
        refuse(text,
               text.empty() ? "it is empty" : "it has no scheme; write https://... or http://...");
    }
    return Url(assembled(normalised(text)));
}

bool Url::is_absolute(std::string_view text) noexcept {
    return url_syntax::scheme_length(text) > 0;
}

std::string_view Url::userinfo() const noexcept {
    const auto begin = scheme_end_ + 3;
    return host_begin_ > begin ? slice(begin, host_begin_ - 1) : std::string_view();
}

std::string_view Url::host() const noexcept {
    const std::string_view host = slice(host_begin_, host_end_);
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

std::string Url::origin() const {
    return std::string(scheme()).append("://").append(authority());
}

std::string Url::redacted() const {
    const std::string_view user = userinfo();
    const auto colon = user.find(':');
    if (colon == std::string_view::npos) return text_;
    std::string out = text_;
    return out.replace(scheme_end_ + 3 + colon + 1, user.size() - colon - 1, "****");
}

std::optional<std::string_view> Url::query() const noexcept {
    if (path_end_ == query_end_) return std::nullopt;
    return slice(path_end_ + 1, query_end_);
}

std::optional<std::string_view> Url::fragment() const noexcept {
    if (query_end_ == text_.size()) return std::nullopt;
    return std::string_view(text_).substr(query_end_ + 1);
}

std::string Url::target() const {
    std::string out;
    append_target(out);
    return out;
}

void Url::append_target(std::string& out) const {
    const std::string_view rest = slice(path_begin_, query_end_);
    if (!rest.starts_with('/')) out += '/';
    out += rest;
}

Url Url::resolve(std::string_view reference) const {
    return Url(assembled(url_syntax::resolve(url_syntax::split(text_), normalised(reference))));
}

Url Url::join(std::string_view relative) const {
    if (is_absolute(relative)) return parse(relative);
    std::string joined;
    joined.reserve(path_end_ + 1 + relative.size());
    joined.append(slice(0, path_end_));
    if (relative.empty()) return parse(joined);
    if (!relative.starts_with('?') && !relative.starts_with('#')) {
        if (!joined.ends_with('/')) joined += '/';
        // "//users" is a path here, never a host: a base URL is not to be left by accident.
        relative.remove_prefix(std::min(relative.find_first_not_of('/'), relative.size()));
    }
    joined.append(relative);
    const bool is_normal = url_syntax::is_normal_path(relative) && joined.size() <= max_length;
    return is_normal ? with_target(std::move(joined)) : parse(joined);
}

Url Url::with_target(std::string text) const {
    Url url;
    url.scheme_end_ = scheme_end_;
    url.host_begin_ = host_begin_;
    url.host_end_ = host_end_;
    url.path_begin_ = path_begin_;
    url.port_ = port_;
    url.query_end_ = static_cast<std::uint32_t>(text.size());
    url.path_end_ = static_cast<std::uint32_t>(std::min(text.find('?', path_begin_), text.size()));
    url.text_ = std::move(text);
    return url;
}

void Url::append_query(std::string_view encoded_pairs) {
    if (encoded_pairs.empty()) return;
    const auto before = query();
    std::string addition(1, before ? '&' : '?');
    if (before && before->empty()) addition.clear();
    addition += encoded_pairs;
    text_.insert(query_end_, addition);
    query_end_ += static_cast<std::uint32_t>(addition.size());
}

}  // namespace curlew
