#pragma once

#include <string>
#include <vector>

namespace curlew {

/// Which redirects are followed, and what goes along (RFC 9110 section 15.4). Whether they are at
/// all, and how many in a row: ClientConfig::follow_redirects and max_redirects.
struct RedirectConfig {
    /// Whether a redirect may lead to another origin (scheme, host or port).
    bool cross_origin = true;
    /// Whether a redirect may lead from https to http, where anybody can read along.
    bool https_to_http = false;
    /// Methods whose redirects are followed; empty for all. For others the redirect is the result.
    std::vector<std::string> methods = {};
    /// Whether POST becomes GET on 301 and 302, as it does in browsers. On 303 everything but HEAD
    /// does, on 307 and 308 nothing.
    bool post_becomes_get = true;
    /// Headers and query parameters that are for the first origin alone, besides Authorization,
    /// Proxy-Authorization and Cookie: they do not go along to another one.
    std::vector<std::string> credentials = {"X-API-Key", "Api-Key", "X-Auth-Token", "api_key",
                                            "apikey",    "key",     "access_token", "token"};
};

}  // namespace curlew
