#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace curlew {

/// A server-sent event (WHATWG HTML, section 9.2: text/event-stream).
struct SseEvent {
    std::string event = "message";  ///< its type
    std::string data = {};          ///< its lines, with LF between them
    std::string id = {};            ///< the last id that was seen, in this event or before it
};

/// Parses an event stream that comes in pieces of any size. All text is UTF-8; what is not becomes
/// U+FFFD. What does not belong to an event stream is skipped, as the standard demands: nothing in
/// it is an error.
///
/// @code
/// curlew::SseParser parser;
/// parser.feed(bytes);
/// while (const auto event = parser.next()) use(event->event, event->data);
/// @endcode
class SseParser {
public:
    static constexpr std::size_t default_limit = std::size_t{16} * 1024 * 1024;

    /// @param limit the largest event, in bytes
    explicit SseParser(std::size_t limit = default_limit) noexcept : limit_(limit) {}

    using value_type = SseEvent;

    /// Takes more of the stream.
    void feed(std::string_view bytes);

    /// The stream ended. What was begun is no event.
    void finish() noexcept {}

    /// The next event that is complete. An event that the stream ends in is none.
    /// @throws ResponseTooLargeError for an event beyond the limit. What follows it is of no use.
    [[nodiscard]] std::optional<SseEvent> next();

    /// What to send as Last-Event-ID when the connection is made anew; empty for nothing.
    [[nodiscard]] const std::string& last_event_id() const noexcept { return last_event_id_; }

    /// How long the server wants its clients to wait before they connect anew, if it said so.
    [[nodiscard]] std::optional<std::chrono::milliseconds> retry() const noexcept { return retry_; }

    /// A new connection: forgets what was begun, and keeps last_event_id() and retry().
    void restart() noexcept;

private:
    [[nodiscard]] bool skip_bom() noexcept;
    [[nodiscard]] std::optional<std::string_view> next_line() noexcept;
    [[nodiscard]] std::optional<SseEvent> dispatch();
    void process_field(std::string_view line);
    void check_size(std::size_t unfinished) const;

    std::size_t limit_;
    std::string buffer_;
    std::size_t at_ = 0;       // where the line begins that is not complete yet
    std::size_t scanned_ = 0;  // up to here, it has no end
    bool at_beginning_ = true;
    bool skip_lf_ = false;  // the line before ended in CR: an LF is part of that end
    std::string type_;
    std::string data_;
    std::string id_;
    std::string last_event_id_;
    std::optional<std::chrono::milliseconds> retry_;
};

}  // namespace curlew
