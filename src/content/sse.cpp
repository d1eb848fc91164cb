#include "content/charset.hpp"
#include "support/ascii.hpp"

#include <curlew/errors.hpp>
#include <curlew/sse.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace curlew {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string text_of(std::string_view bytes) {
    return repaired_utf8(std::string(bytes));
}

}  // namespace

void SseParser::feed(std::string_view bytes) {
    buffer_.erase(0, at_);
    scanned_ -= at_;
    at_ = 0;
    buffer_.append(bytes);
}

std::optional<SseEvent> SseParser::next() {
    if (at_beginning_ && !skip_bom()) return std::nullopt;
    while (const auto line = next_line()) {
        if (!line->empty()) {
            process_field(*line);
        } else if (auto event = dispatch()) {
            return event;
        }
    }
    check_size(buffer_.size() - at_);
    return std::nullopt;
}

/// False when it takes more bytes to see whether the stream begins with one.
bool SseParser::skip_bom() noexcept {
    const std::string_view begin = std::string_view(buffer_).substr(0, byte_order_mark.size());
    if (begin.size() < byte_order_mark.size() && byte_order_mark.starts_with(begin)) return false;
    at_beginning_ = false;
    if (begin == byte_order_mark) at_ = scanned_ = byte_order_mark.size();
    return true;
}

/// Lines end with CR LF, LF or CR. Whether an LF follows a CR is seen when the next line is asked
/// for: an event is not to wait for it.
std::optional<std::string_view> SseParser::next_line() noexcept {
    const std::string_view buffer = buffer_;
    if (skip_lf_ && at_ < buffer.size()) {
        skip_lf_ = false;
        if (buffer[at_] == '\n') scanned_ = ++at_;
    }
    const std::string_view rest = buffer.substr(scanned_);
    const auto found = std::ranges::find_if(rest, [](char c) { return c == '\n' || c == '\r'; });
    const std::size_t end = scanned_ + static_cast<std::size_t>(found - rest.begin());
    scanned_ = end;
    if (end == buffer.size()) return std::nullopt;
    const std::string_view line = buffer.substr(at_, end - at_);
    skip_lf_ = buffer[end] == '\r';
    at_ = scanned_ = end + 1;
    return line;
}

void SseParser::process_field(std::string_view line) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "data") {
        data_.append(value).append(1, '\n');
        check_size(0);
    } else if (name == "event") {
        type_ = text_of(value);
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos) id_ = text_of(value);
    } else if (name == "retry") {
        std::int64_t count = 0;
        const bool is_number = !value.empty() && std::ranges::all_of(value, ascii::is_digit);
        const auto read = std::from_chars(value.data(), value.data() + value.size(), count);
        if (is_number && read.ec == std::errc()) retry_ = std::chrono::milliseconds(count);
    }
}

/// An empty line ends an event, and an event without data is none.
std::optional<SseEvent> SseParser::dispatch() {
    last_event_id_ = id_;
    std::string type = std::exchange(type_, {});
    if (data_.empty()) return std::nullopt;
    data_.pop_back();
    SseEvent event{.data = repaired_utf8(std::exchange(data_, {})), .id = id_};
    if (!type.empty()) event.event = std::move(type);
    return event;
}

void SseParser::check_size(std::size_t unfinished) const {
    if (data_.size() + unfinished <= limit_) return;
    throw ResponseTooLargeError(
        "an event is larger than the limit of " + std::to_string(limit_) + " bytes", Phase::body);
}

void SseParser::restart() noexcept {
    buffer_.clear();
    at_ = scanned_ = 0;
    at_beginning_ = true;
    skip_lf_ = false;
    type_.clear();
    data_.clear();
    id_ = last_event_id_;
}

}  // namespace curlew
