#include "testing/redaction.hpp"

#include "content/media_type.hpp"
#include "support/ascii.hpp"
#include "support/percent.hpp"

#include <curlew/errors.hpp>
#include <curlew/json.hpp>

#include <algorithm>
#include <array>

namespace curlew::testing::detail {
namespace {

/// Nothing in these is for one person only. (Location and Link are URLs, and looked at as such.)
constexpr std::array<std::string_view, 42> harmless{"Accept",
                                                    "Accept-Charset",
                                                    "Accept-Encoding",
                                                    "Accept-Language",
                                                    "Accept-Ranges",
                                                    "Age",
                                                    "Allow",
                                                    "Cache-Control",
                                                    "Connection",
                                                    "Content-Disposition",
                                                    "Content-Encoding",
                                                    "Content-Language",
                                                    "Content-Length",
                                                    "Content-Location",
                                                    "Content-Range",
                                                    "Content-Type",
                                                    "Date",
                                                    "Deprecation",
                                                    "ETag",
                                                    "Expect",
                                                    "Expires",
                                                    "Host",
                                                    "If-Match",
                                                    "If-Modified-Since",
                                                    "If-None-Match",
                                                    "If-Range",
                                                    "If-Unmodified-Since",
                                                    "Keep-Alive",
                                                    "Last-Modified",
                                                    "Pragma",
                                                    "Range",
                                                    "RateLimit",
                                                    "RateLimit-Policy",
                                                    "Retry-After",
                                                    "Server",
                                                    "Sunset",
                                                    "Transfer-Encoding",
                                                    "Upgrade",
                                                    "User-Agent",
                                                    "Vary",
                                                    "Via",
                                                    "Warning"};

/// Parts of names: `access_token` and `X-Auth-Token` both have one.
constexpr std::array<std::string_view, 12> usual_secrets{
    "password", "passwd",    "secret",     "token",         "api_key",     "apikey",
    "api-key",  "signature", "credential", "authorization", "private_key", "session"};

template <class Names>
bool has(const Names& names, std::string_view name) {
    return std::ranges::any_of(
        names, [&](std::string_view known) { return ascii::equal_ignoring_case(known, name); });
}

}  // namespace

Redaction::Redaction(const std::vector<std::string>& safe_headers,
                     const std::vector<std::string>& secrets)
    : safe_headers_(safe_headers), secrets_(secrets) {}

bool Redaction::is_secret(std::string_view name) const {
    const std::string lowered = ascii::lowered(name);
    const auto is_part = [&](std::string_view part) {
        return lowered.find(part) != std::string::npos;
    };
    return std::ranges::any_of(usual_secrets, is_part) || has(secrets_, name);
}

Headers Redaction::headers(const Headers& headers) const {
    Headers safe;
    for (const auto [name, value] : headers) {
        if (has(harmless, name) || has(safe_headers_, name) ||
            ascii::lowered(name).starts_with("x-ratelimit-")) {
            safe.append_unchecked(name, value);
        } else if (ascii::equal_ignoring_case(name, "Location")) {
            safe.append_unchecked(name, reference(value));
        } else {
            safe.append_unchecked(name, mark);
        }
    }
    return safe;
}

std::string Redaction::url(const Url& url) const {
    return without_secrets(url.redacted());
}

std::string Redaction::reference(std::string_view value) const {
    if (!Url::is_absolute(value)) return without_secrets(std::string(value));
    try {
        return url(Url::parse(value));
    } catch (const ConfigurationError&) {
        return std::string(mark);  // there may be anything in it
    }
}

std::string Redaction::without_secrets(const std::string& text) const {
    const auto query = text.find('?');
    if (query == std::string::npos) return text;
    const auto fragment = std::min(text.find('#', query), text.size());
    return text.substr(0, query + 1) +
           pairs(std::string_view(text).substr(query + 1, fragment - query - 1)) +
           text.substr(fragment);
}

std::string Redaction::pairs(std::string_view text) const {
    std::string safe;
    for (;;) {
        const auto end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos &&
            is_secret(percent::decode_form(pair.substr(0, equals)))) {
            safe.append(pair.substr(0, equals + 1)).append(mark);
        } else {
            safe.append(pair);
        }
        if (end == text.size()) return safe;
        safe += '&';
        text.remove_prefix(end + 1);
    }
}

std::string Redaction::body(const std::string& body, std::string_view content_type) const {
    const std::string type = MediaType::parse(content_type).essence();
    if (type == "application/x-www-form-urlencoded") return pairs(body);
    if (type != "application/json" && !type.ends_with("+json")) return body;
    Json json;
    try {
        json = parse_json(body);
    } catch (const ClientError&) {
        return body;
    }
    bool is_changed = false;
    const auto redact = [&](auto& self, Json& value) -> void {
        for (auto& [name, member] : value.items()) {
            if (value.is_object() && is_secret(name)) {
                member = mark;
                is_changed = true;
            } else if (member.is_structured()) {
                self(self, member);
            }
        }
    };
    if (json.is_structured()) redact(redact, json);
    return is_changed ? json.dump() : body;
}

}  // namespace curlew::testing::detail
