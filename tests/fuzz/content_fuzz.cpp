#include "content/charset.hpp"
#include "content/content_range.hpp"
#include "content/media_type.hpp"
#include "content/retry_after.hpp"
#include "support/http_date.hpp"
#include "support/percent.hpp"

#include <curlew/link.hpp>
#include <curlew/splitters.hpp>
#include <curlew/sse.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

void require(bool holds) {
    if (!holds) __builtin_trap();
}

void check_links(std::string_view text) {
    for (const curlew::Link& link : curlew::parse_links(text)) {
        require(link.target.size() < text.size());
        require(link.rels.empty() || link.has_rel(link.rels.back()));
        for (const auto& [name, value] : link.params)
            require(link.param(name).has_value());
    }
}

void check_dates(std::string_view text) {
    using namespace std::chrono;
    constexpr sys_seconds now = sys_days(year(2026) / November / 23);
    if (const auto date = curlew::parse_http_date(text, now); date && *date >= sys_seconds()) {
        // The last leap second of the year 9999 is one too far for four digits.
        const auto sent = curlew::format_http_date(*date);
        require(sent.size() > 29 || curlew::parse_http_date(sent, now) == date);
    }
    if (const auto delay = curlew::parse_retry_after(text, now)) require(*delay >= seconds(0));
}

void check_media_type(std::string_view text) {
    const auto type = curlew::MediaType::parse(text);
    require(!type.is_json() || type.essence().find('/') != std::string_view::npos);
    require(type.charset().size() <= text.size());
}

/// What stands before the first line break names the charset.
void check_charset(std::string_view text) {
    const auto name = text.substr(0, text.find('\n'));
    const auto bytes = text.substr(name.size());
    require(curlew::is_utf8(curlew::to_utf8(bytes, name)));
    require(curlew::is_utf8(curlew::to_utf8(bytes, "")));
    if (curlew::is_utf8(bytes) && !bytes.starts_with("\xEF\xBB\xBF")) {
        require(curlew::to_utf8(bytes, "") == bytes);
    }
}

/// How the stream is cut into pieces makes no difference.
void check_sse(std::string_view text) {
    const auto events = [text](std::size_t piece) {
        curlew::SseParser parser;
        std::vector<std::array<std::string, 3>> found;
        for (std::size_t at = 0; at < text.size(); at += piece) {
            parser.feed(text.substr(at, piece));
            while (const auto event = parser.next()) {
                require(curlew::is_utf8(event->event + event->data + event->id));
                found.push_back({event->event, event->data, event->id});
            }
        }
        found.push_back({parser.last_event_id(), "", ""});
        return found;
    };
    const auto whole = events(text.size() + 1);
    require(events(1) == whole);
    require(events(7) == whole);
}

/// How text is cut into pieces makes no difference to its lines.
void check_lines(std::string_view text) {
    const auto lines = [text](std::size_t piece) {
        curlew::detail::LineSplitter splitter("", 3 * text.size() + 1);  // one U+FFFD a byte
        std::string found;
        const auto take = [&] {
            while (const auto line = splitter.next()) {
                require(curlew::is_utf8(*line));
                found.append(*line).append("|");
            }
        };
        for (std::size_t at = 0; at < text.size(); at += piece) {
            splitter.feed(text.substr(at, piece));
            take();
        }
        splitter.finish();
        take();
        return found;
    };
    const auto whole = lines(text.size() + 1);
    require(lines(1) == whole);
    require(lines(5) == whole);
}

void check_content_range(std::string_view text) {
    const auto range = curlew::parse_content_range(text);
    if (!range) return;
    require(range->first.has_value() == range->last.has_value());
    if (range->first) require(*range->first <= *range->last);
    if (range->last && range->total) require(*range->last < *range->total);
}

void check_percent(std::string_view text) {
    require(curlew::percent::decode(curlew::percent::encode(text)) == text);
    require(curlew::percent::decode_form(curlew::percent::encode_form(text)) == text);
    require(curlew::percent::decode(text).size() <= text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_links(text);
    check_dates(text);
    check_media_type(text);
    check_charset(text);
    check_percent(text);
    check_sse(text);
    check_lines(text);
    check_content_range(text);
    return 0;
}
