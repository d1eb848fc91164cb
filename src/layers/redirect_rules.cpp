#include "layers/redirect_rules.hpp"

#include "layers/retry_rules.hpp"
#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <curlew/body.hpp>
#include <curlew/errors.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace curlew::layers {
namespace {

constexpr std::size_t most_shown = 200;

/// RFC 9110 section 15.4: what describes a body goes with it.
constexpr std::array<std::string_view, 9> of_the_body{
    "Content-Encoding",  "Content-Language", "Content-Length",
    "Content-Location",  "Content-Type",     "Digest",
    "Transfer-Encoding", "Last-Modified",    "Expect"};

/// For the origin that they were meant for. Host is, too, if somebody has set it.
constexpr std::array<std::string_view, 4> of_the_origin{"Authorization", "Proxy-Authorization",
                                                        "Cookie", "Host"};

[[noreturn]] void refuse(const std::string& target, const std::string& why) {
    throw RedirectError("redirect to " + quoted(target, most_shown) + " not followed: " + why,
                        Phase::head);
}

/// Where it leads to. A fragment goes along, unless the redirect has its own (RFC 9110 section
/// 10.2.2).
Url target_of(const Request& request, const Response& response) {
    std::string location(response.header("Location").value_or(""));
    const auto fragment = request.url().fragment();
    if (fragment && location.find('#') == std::string::npos) {
        location.append("#").append(*fragment);
    }
    std::optional<Url> target;
    try {
        target = request.url().resolve(location);
    } catch (const ConfigurationError& error) {
        refuse(location, error.message());
    }
    if (target->scheme() != "http" && target->scheme() != "https") {
        refuse(target->redacted(), "its scheme is neither http nor https");
    }
    if (target->host().empty()) refuse(target->redacted(), "it has no host");
    if (!target->userinfo().empty()) refuse(target->redacted(), "it has credentials");
    return *std::move(target);
}

bool is_same_origin(const Url& from, const Url& to) {
    return from.scheme() == to.scheme() && from.authority() == to.authority();
}

/// The same host by its usual ports, now encrypted: whoever was meant is still who gets it.
bool is_upgrade(const Url& from, const Url& to) {
    return from.host() == to.host() && from.scheme() == "http" && from.port() == 80 &&
           to.scheme() == "https" && to.port() == 443;
}

std::string method_after(const Request& request, int status, const RedirectConfig& config) {
    const std::string& method = request.method();
    if (status == 303 && method != "HEAD") return "GET";
    const bool is_old = status == 301 || status == 302;
    if (is_old && method == "POST" && config.post_becomes_get) return "GET";
    return method;
}

template <class Names>
bool has(const Names& names, std::string_view name) {
    return std::ranges::any_of(
        names, [&](std::string_view known) { return ascii::equal_ignoring_case(known, name); });
}

/// Calls `use` with each `name=value` of a query.
template <class Use>
void for_each_pair(std::string_view query, Use use) {
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        use(pair);
    }
}

/// A server that quotes the query in its redirect would hand a credential of this client on. One
/// that it gives out itself, as for a signed URL, is what the target expects.
Url without_our_credentials(Url target, const Url& from, const RedirectConfig& config) {
    const auto query = target.query();
    const auto ours = from.query();
    if (!query || !ours) return target;
    std::vector<std::string_view> secret;
    for_each_pair(*ours, [&](std::string_view pair) {
        if (has(config.credentials, pair.substr(0, pair.find('=')))) secret.push_back(pair);
    });
    std::string rest;
    bool is_changed = false;
    for_each_pair(*query, [&](std::string_view pair) {
        if (std::ranges::find(secret, pair) != secret.end()) {
            is_changed = true;
        } else {
            rest.append(rest.empty() ? "" : "&").append(pair);
        }
    });
    if (!is_changed) return target;
    std::string reference(target.path());
    if (!rest.empty()) reference.append("?").append(rest);
    if (const auto fragment = target.fragment()) reference.append("#").append(*fragment);
    return target.resolve(reference.empty() ? "/" : reference);
}

}  // namespace

bool asks_to_go_on(const Request& request, const Response& response, const RedirectConfig& config) {
    constexpr std::array followed{301, 302, 303, 307, 308};
    const bool is_redirect = std::ranges::find(followed, response.status()) != followed.end() &&
                             response.header("Location");
    return is_redirect && (config.methods.empty() || has(config.methods, request.method()));
}

std::shared_ptr<Request> redirected(const Request& request, const Response& response,
                                    const RedirectConfig& config) {
    const Url& from = request.url();
    Url target = target_of(request, response);
    const bool leaves = !is_same_origin(from, target);
    if (leaves && !config.cross_origin) {
        refuse(target.redacted(), "it leads to another origin (RedirectConfig::cross_origin)");
    }
    if (from.scheme() == "https" && target.scheme() == "http" && !config.https_to_http) {
        refuse(target.redacted(), "it leads from https to http (RedirectConfig::https_to_http)");
    }
    if (leaves) target = without_our_credentials(std::move(target), from, config);

    const std::string method = method_after(request, response.status(), config);
    const bool drops_body = method != request.method();
    if (!drops_body && !has_replayable_body(request)) {
        refuse(target.redacted(),
               "the request's body comes from a generator and cannot be sent again");
    }
    auto next = std::make_shared<Request>(method, std::move(target));
    next->options() = request.options();
    const bool keeps_credentials = !leaves || is_upgrade(from, next->url());
    for (const Headers::Field field : request.headers()) {
        if (drops_body && has(of_the_body, field.name)) continue;
        const bool is_credential =
            has(of_the_origin, field.name) || has(config.credentials, field.name);
        if (is_credential && !keeps_credentials) continue;
        next->headers().append_unchecked(field.name, field.value);
    }
    if (drops_body) return next;
    if (request.body_source()) {
        next->set_body(request.body_source());
    } else {
        next->set_body(request.body());
    }
    return next;
}

}  // namespace curlew::layers
