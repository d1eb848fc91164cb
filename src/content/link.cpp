#include "content/charset.hpp"
#include "content/field_parser.hpp"
#include "support/ascii.hpp"
#include "support/percent.hpp"

#include <curlew/link.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace curlew {
namespace {

/// Parameters of which only the first counts (RFC 8288 sections 3.2 to 3.4.1).
constexpr std::array<std::string_view, 6> counted_once{"rel",   "anchor", "media",
                                                       "title", "title*", "type"};

std::vector<std::string> split_rels(std::string_view text) {
    std::vector<std::string> rels;
    while (true) {
        const auto begin = text.find_first_not_of(" \t");
        if (begin == std::string_view::npos) return rels;
        const auto end = std::min(text.find_first_of(" \t", begin), text.size());
        rels.emplace_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
}

/// `UTF-8'en'%e2%82%ac%20rates` (RFC 8187 section 3.2); only UTF-8 has to be understood, and a
/// value that turns out not to be it counts as absent.
std::optional<std::string> decode_extended(std::string_view text) {
    const auto charset_end = text.find('\'');
    if (charset_end == std::string_view::npos) return std::nullopt;
    const auto language_end = text.find('\'', charset_end + 1);
    if (language_end == std::string_view::npos) return std::nullopt;
    if (!ascii::equal_ignoring_case(text.substr(0, charset_end), "utf-8")) return std::nullopt;
    std::string value = percent::decode(text.substr(language_end + 1));
    if (!is_utf8(value)) return std::nullopt;
    return value;
}

void parse_parameters(FieldParser& parser, Link& link) {
    std::array<bool, counted_once.size()> seen{};
    for (;;) {
        parser.skip_space();
        if (!parser.take(';')) return;
        parser.skip_space();
        std::string name = ascii::lowered(ascii::trim(parser.take_until("=;,")));
        std::string value;
        if (parser.take('=')) {
            parser.skip_space();
            value = parser.peek() == '"' ? parser.take_quoted()
                                         : std::string(ascii::trim(parser.take_until(";,")));
        }
        if (name.empty()) continue;
        const auto index =
            static_cast<std::size_t>(std::ranges::find(counted_once, name) - counted_once.begin());
        if (index < seen.size() && std::exchange(seen[index], true)) continue;
        if (name == "rel") {
            link.rels = split_rels(value);
        } else {
            link.params.emplace_back(std::move(name), std::move(value));
        }
    }
}

std::optional<std::string> title_of(const Link& link) {
    if (const auto extended = link.param("title*")) {
        if (auto title = decode_extended(*extended)) return title;
    }
    const auto plain = link.param("title");
    return plain ? std::optional<std::string>(*plain) : std::nullopt;
}

}  // namespace

std::optional<std::string_view> Link::param(std::string_view name) const {
    const auto found = std::ranges::find(params, name, [](const auto& item) { return item.first; });
    if (found == params.end()) return std::nullopt;
    return found->second;
}

bool Link::has_rel(std::string_view rel) const {
    return std::ranges::any_of(
        rels, [&](const std::string& mine) { return ascii::equal_ignoring_case(mine, rel); });
}

std::vector<Link> parse_links(std::string_view field_value) {
    std::vector<Link> links;
    FieldParser parser(field_value);
    for (;;) {
        do {
            parser.skip_space();
        } while (parser.take(','));
        if (!parser.take('<')) return links;
        Link link;
        link.target = parser.take_until(">");
        if (!parser.take('>')) return links;
        parse_parameters(parser, link);
        link.title = title_of(link);
        links.push_back(std::move(link));
        parser.take_until(",");
    }
}

std::vector<Link> links_of(const Headers& headers) {
    std::vector<Link> links;
    for (const std::string_view value : headers.get_all("Link")) {
        std::ranges::move(parse_links(value), std::back_inserter(links));
    }
    return links;
}

const Link* find_link(std::span<const Link> links, std::string_view rel) {
    const auto found =
        std::ranges::find_if(links, [&](const Link& link) { return link.has_rel(rel); });
    return found == links.end() ? nullptr : &*found;
}

}  // namespace curlew
