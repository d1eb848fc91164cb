#pragma once

#include <curlew/next_range.hpp>
#include <curlew/sse.hpp>
#include <curlew/task.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace curlew {

/// How an event stream that breaks off is connected to again.
struct ReconnectPolicy {
    /// Whether it is. Only for idempotent requests, whatever this says.
    bool enabled = true;
    /// How long to wait before it, until the server sets another time (`retry:`). Doubled after
    /// each attempt that failed.
    std::chrono::milliseconds delay = std::chrono::seconds(3);
    /// The longest wait that the doubling leads to.
    std::chrono::milliseconds max_delay = std::chrono::seconds(60);
    /// How many attempts in a row may bring nothing. The last error is then thrown.
    std::size_t max_attempts = 10;
    /// The largest event, in bytes.
    std::size_t max_event = SseParser::default_limit;
};

namespace detail {

class EventSource;
class SyncCore;
class AsyncCore;
class RequestDraft;

}  // namespace detail

/// The events of a URL (WHATWG HTML, section 9.2), as a range without an end: when the connection
/// breaks off, it is made again, and goes on after the last event that had an id.
///
/// It ends when the server answers 204, and where it is not to be connected to again. One thread at
/// a time; a stop_token() of the request, and closing the client, end its waits.
///
/// @code
/// for (const curlew::SseEvent& event : client.get("/events").events()) use(event.data);
/// @endcode
class EventStream : public detail::NextRange<EventStream, SseEvent> {
public:
    /// For builders. Connects.
    EventStream(std::shared_ptr<detail::SyncCore> client, detail::RequestDraft&& draft,
                const ReconnectPolicy& policy);
    EventStream(EventStream&&) noexcept;
    EventStream& operator=(EventStream&&) noexcept;
    ~EventStream();

    /// The next event; nothing at the end.
    /// @throws HTTPError, MalformedResponseError if what answers is no event stream (any more);
    ///         ResponseTooLargeError for an event beyond the limit;
    ///         TimeoutError, ConnectionError, ProtocolError when there were attempts enough;
    ///         CancelledError, ClosedError
    [[nodiscard]] std::optional<SseEvent> next();

    /// The id that the next connection will begin after; empty for none.
    [[nodiscard]] const std::string& last_event_id() const noexcept;

private:
    std::shared_ptr<detail::SyncCore> client_;
    std::unique_ptr<detail::EventSource> source_;
};

/// The events of a URL, for an AsyncClient; see EventStream.
///
/// @code
/// auto events = co_await client.get("/events").events();
/// while (auto event = co_await events.next()) use(event->data);
/// @endcode
class AsyncEventStream {
public:
    /// No stream: for one to be assigned to it.
    AsyncEventStream() noexcept;
    /// For builders.
    AsyncEventStream(std::shared_ptr<detail::AsyncCore> client,
                     std::unique_ptr<detail::EventSource> source) noexcept;
    AsyncEventStream(AsyncEventStream&&) noexcept;
    AsyncEventStream& operator=(AsyncEventStream&&) noexcept;
    ~AsyncEventStream();

    /// The next event; nothing at the end. One call at a time; this object outlives it. Cancelling
    /// it ends the wait and loses nothing: another call goes on.
    /// @throws what EventStream::next() does
    [[nodiscard]] Task<std::optional<SseEvent>> next();

    /// The id that the next connection will begin after; empty for none.
    [[nodiscard]] const std::string& last_event_id() const noexcept;

private:
    std::shared_ptr<detail::AsyncCore> client_;
    std::unique_ptr<detail::EventSource> source_;
};

}  // namespace curlew
