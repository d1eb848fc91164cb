#pragma once

#include <curlew/headers.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

/// One link of a Link header (RFC 8288).
struct Link {
    /// Where it leads, as written: resolve it against the response's URL.
    std::string target;
    /// Relation types, in order: `next`, `prev`, or URIs of extensions. Empty when there are none.
    std::vector<std::string> rels = {};
    /// `title*` (RFC 8187) if it is there and can be decoded, else `title`.
    std::optional<std::string> title = std::nullopt;
    /// All parameters but `rel`, names in lower case, values unquoted, in order.
    std::vector<std::pair<std::string, std::string>> params = {};

    /// The first parameter of that name, in lower case.
    [[nodiscard]] std::optional<std::string_view> param(std::string_view name) const;

    /// Whether it has that relation type; compared without case (RFC 8288 section 2.1.1).
    [[nodiscard]] bool has_rel(std::string_view rel) const;
};

/// Parses the value of a Link header (RFC 8288 appendix B.2). Stops at what is malformed, and keeps
/// what came before; never throws for it.
[[nodiscard]] std::vector<Link> parse_links(std::string_view field_value);

/// The links of all Link headers, in order.
[[nodiscard]] std::vector<Link> links_of(const Headers& headers);

/// The first link with that relation type, or nullptr.
///
/// @code
/// if (const auto links = page.links(); const auto* next = curlew::find_link(links, "next")) {
///     page = client.get(page.url().resolve(next->target).str()).send();
/// }
/// @endcode
[[nodiscard]] const Link* find_link(std::span<const Link> links, std::string_view rel);

}  // namespace curlew
