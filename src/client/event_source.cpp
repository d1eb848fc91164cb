#include "client/event_source.hpp"

#include "client/open_body.hpp"
#include "content/media_type.hpp"
#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace curlew::detail {
namespace {

constexpr int no_content = 204;

/// Whether a server that fails like this may be back soon.
bool is_transient(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
}

void require_event_stream(const Response& response) {
    const std::string_view type = response.header("Content-Type").value_or("");
    if (MediaType::parse(type).essence() == "text/event-stream") return;
    throw MalformedResponseError(
        "not an event stream: its Content-Type is " + quoted(type) + ", not text/event-stream",
        Phase::head);
}

}  // namespace

EventSource::EventSource(ClientCore& core, Request request, const ReconnectPolicy& policy)
    : core_(core),
      request_(std::move(request)),
      policy_(policy),
      may_reconnect_(policy.enabled && request_.is_idempotent()),
      parser_(policy.max_event) {}

Task<void> EventSource::connect() {
    auto request = std::make_shared<Request>(request_);
    const std::string& id = parser_.last_event_id();
    // Of the characters that an id may have, these cannot be in a header.
    if (!id.empty() && std::ranges::none_of(id, ascii::is_control)) {
        request->headers().set("Last-Event-ID", id);
    }
    Response response = co_await core_.perform(std::move(request));
    if (response.status() == no_content) {
        ended_ = true;
        co_return;
    }
    if (!response.is_success()) {
        co_await take_in(response);
        response.raise_for_status();
    }
    require_event_stream(response);
    stream_ = stream_of(response);
    latest_ = response.shared_request();
    brought_something_ = false;
}

std::optional<SseEvent> EventSource::take() {
    return parser_.next();
}

void EventSource::add_context(ClientError& error) const {
    error.attach({.request = latest_, .attempts = 1});
}

Task<bool> EventSource::fill() {
    if (ended_) co_return false;
    if (!stream_) {
        co_await reconnect();
        co_return !ended_;
    }
    BodyStream& stream = *stream_;
    std::string_view piece;
    try {
        piece = co_await stream.read();
    } catch (const CancelledError&) {
        throw;
    } catch (const ClosedError&) {
        throw;
    } catch (const ClientError&) {
        lost(std::current_exception());
        co_return true;
    }
    if (piece.empty()) {
        lost(nullptr);
    } else {
        brought_something_ = true;
        parser_.feed(piece);
    }
    co_return !ended_;
}

Task<void> EventSource::reconnect() {
    co_await core_.pause(delay(), request_.options());
    try {
        co_await connect();
    } catch (const HTTPError& error) {
        if (!is_transient(error.status())) throw;
        lost(std::current_exception());
    } catch (const ConnectionError&) {
        lost(std::current_exception());
    } catch (const TimeoutError&) {
        lost(std::current_exception());
    } catch (const TruncatedResponseError&) {
        lost(std::current_exception());
    }
}

/// @param why nullptr where the server ended the response in order
void EventSource::lost(const std::exception_ptr& why) {
    stream_.reset();
    parser_.restart();
    failures_ = std::exchange(brought_something_, false) ? 0 : failures_ + 1;
    const bool goes_on = may_reconnect_ && failures_ <= policy_.max_attempts;
    if (goes_on) return;
    ended_ = true;
    if (why) std::rethrow_exception(why);
}

std::chrono::milliseconds EventSource::delay() const {
    const auto first = parser_.retry().value_or(policy_.delay);
    const auto most = std::max(first, policy_.max_delay);
    auto wait = first;
    for (std::size_t i = 1; i < failures_ && wait < most; ++i)
        wait = std::min(2 * wait, most);
    return wait;
}

}  // namespace curlew::detail
