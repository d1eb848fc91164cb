#include "client/client_core.hpp"
#include "client/open_body.hpp"

#include <curlew/streamed_response.hpp>

#include <exception>
#include <utility>

namespace curlew {

namespace detail {

SyncBody::SyncBody(std::shared_ptr<SyncCore> client, const Response& head)
    : client_(std::move(client)), request_(head.shared_request()), stream_(stream_of(head)) {}

SyncBody::~SyncBody() {
    close();
}

std::string_view SyncBody::read() {
    const std::string_view piece = client_->run(require_open(stream_).read());
    ended_ = piece.empty();
    return piece;
}

std::string SyncBody::read_rest() {
    const std::uint64_t limit = client_->config().max_response_body;
    std::string rest = client_->run(read_all(require_open(stream_), limit));
    ended_ = true;
    return rest;
}

void SyncBody::close() noexcept {
    if (stream_ && !ended_) {
        try {
            client_->run(stream_->discard());
        } catch (const std::exception&) {
            // Without memory to do it in, the connection is closed instead.
        }
    }
    stream_.reset();
}

void SyncBody::add_context(ClientError& error) const {
    error.attach({.request = request_, .attempts = 1});
}

}  // namespace detail

StreamedResponse::StreamedResponse(std::shared_ptr<detail::SyncCore> client, Response head)
    : BodyItems(std::move(head), std::make_shared<detail::SyncBody>(std::move(client), head)) {}

Response StreamedResponse::read() {
    if (!body_) throw ClosedError("there is no response to read from", Phase::body);
    try {
        return with_body(body_->read_rest());
    } catch (ClientError& error) {
        body_->add_context(error);
        throw;
    }
}

void StreamedResponse::close() noexcept {
    if (body_) body_->close();
}

}  // namespace curlew
