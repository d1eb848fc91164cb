#include "support/path_pattern.hpp"

#include "support/percent.hpp"

#include <algorithm>
#include <stdexcept>

namespace curlew {
namespace {

/// Takes the first segment off a path, together with the slash before it.
std::string_view take_segment(std::string_view& path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

std::invalid_argument bad_pattern(std::string_view text, const char* reason) {
    return std::invalid_argument("route pattern \"" + std::string(text) + "\": " + reason);
}

}  // namespace

PathPattern::PathPattern(std::string_view text) : text_(text) {
    if (text != "*" && !text.starts_with('/')) throw bad_pattern(text, "begins without a slash");
    while (!text.empty()) {
        std::string_view segment = take_segment(text);
        if (!segment.starts_with('{') || !segment.ends_with('}')) {
            segments_.push_back({Kind::literal, percent::decode(segment)});
            continue;
        }
        segment = segment.substr(1, segment.size() - 2);
        if (!segment.ends_with("...")) {
            segments_.push_back({Kind::parameter, std::string(segment)});
            continue;
        }
        if (!text.empty()) throw bad_pattern(text_, "nothing can follow {name...}");
        segment.remove_suffix(3);
        segments_.push_back({Kind::rest, std::string(segment)});
    }
}

std::optional<std::vector<std::pair<std::string, std::string>>> PathPattern::match(
    std::string_view path) const {
    std::vector<std::pair<std::string, std::string>> found;
    for (const Segment& segment : segments_) {
        if (path.empty()) return std::nullopt;
        if (segment.kind == Kind::rest) {
            found.emplace_back(segment.text, percent::decode(path.substr(1)));
            return found;
        }
        std::string value = percent::decode(take_segment(path));
        if (segment.kind == Kind::parameter) {
            if (value.empty()) return std::nullopt;
            found.emplace_back(segment.text, std::move(value));
        } else if (value != segment.text) {
            return std::nullopt;
        }
    }
    if (!path.empty()) return std::nullopt;
    return found;
}

bool PathPattern::is_more_specific_than(const PathPattern& other) const {
    return std::ranges::lexicographical_compare(segments_, other.segments_, {}, &Segment::kind,
                                                &Segment::kind);
}

}  // namespace curlew
