#include "client/client_core.hpp"
#include "client/event_source.hpp"

#include <curlew/errors.hpp>
#include <curlew/event_stream.hpp>
#include <curlew/request_draft.hpp>

#include <utility>

namespace curlew {

EventStream::EventStream(std::shared_ptr<detail::SyncCore> client, detail::RequestDraft&& draft,
                         const ReconnectPolicy& policy)
    : client_(std::move(client)) {
    draft.events();
    source_ =
        std::make_unique<detail::EventSource>(*client_, std::move(draft).build(*client_), policy);
    client_->run(source_->connect());
}

EventStream::EventStream(EventStream&&) noexcept = default;

EventStream& EventStream::operator=(EventStream&& other) noexcept {
    source_ = std::move(other.source_);  // before the client that it belongs to
    client_ = std::move(other.client_);
    return *this;
}

EventStream::~EventStream() = default;

std::optional<SseEvent> EventStream::next() {
    try {
        for (;;) {
            if (auto event = source_->take()) return event;
            if (!client_->run(source_->fill())) return std::nullopt;
        }
    } catch (ClientError& error) {
        source_->add_context(error);
        throw;
    }
}

const std::string& EventStream::last_event_id() const noexcept {
    return source_->last_event_id();
}

AsyncEventStream::AsyncEventStream() noexcept = default;
AsyncEventStream::AsyncEventStream(std::shared_ptr<detail::AsyncCore> client,
                                   std::unique_ptr<detail::EventSource> source) noexcept
    : client_(std::move(client)), source_(std::move(source)) {}
AsyncEventStream::AsyncEventStream(AsyncEventStream&&) noexcept = default;

AsyncEventStream& AsyncEventStream::operator=(AsyncEventStream&& other) noexcept {
    source_ = std::move(other.source_);  // before the client that it belongs to
    client_ = std::move(other.client_);
    return *this;
}

AsyncEventStream::~AsyncEventStream() = default;

Task<std::optional<SseEvent>> AsyncEventStream::next() {
    detail::AsyncCore& client = *client_;
    detail::EventSource& source = *source_;
    try {
        for (;;) {
            std::optional<SseEvent> event = source.take();
            if (event) co_return event;
            const bool goes_on = co_await client.at_home(source.fill());
            if (!goes_on) co_return std::nullopt;
        }
    } catch (ClientError& error) {
        source.add_context(error);
        throw;
    }
}

const std::string& AsyncEventStream::last_event_id() const noexcept {
    return source_->last_event_id();
}

}  // namespace curlew
