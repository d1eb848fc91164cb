#include "client/client_core.hpp"
#include "client/download.hpp"
#include "engine/blocking_io.hpp"

#include <curlew/client.hpp>

#include <utility>

namespace curlew {

namespace detail {

SyncCore::SyncCore(ClientConfig config)
    : ClientCore(std::move(config), std::make_unique<engine::BlockingIo>()) {}

Response SyncCore::send(Request request) {
    return lanes_.run(perform(std::make_shared<Request>(std::move(request))));
}

Request build_request(const SyncCore& client, const RequestDraft& draft) {
    return draft.build(client);
}

Response send(SyncCore& client, RequestDraft&& draft) {
    return client.send(std::move(draft).build(client));
}

DownloadedFile download(SyncCore& client, RequestDraft&& draft, const std::string& path) {
    draft.download();
    const bool resume = draft.resumes();
    return client.run(download(client, std::move(draft).build(client), path, resume));
}

}  // namespace detail

Client::Client(ClientConfig config)
    : Verbs(std::make_shared<detail::SyncCore>(std::move(config))) {}

Client::Client(Client&&) noexcept = default;

Client& Client::operator=(Client&& other) noexcept {
    if (this != &other) {
        close();
        core_ = std::move(other.core_);
    }
    return *this;
}

Client::~Client() {
    if (core_) core_->abandon();
}

Response Client::send(Request request) const {
    request.options().stream = false;  // nobody would read it
    return core_->send(std::move(request));
}

Response Client::send(Request request, std::stop_token stop) const {
    request.options().stop = std::move(stop);
    return send(std::move(request));
}

PoolStats Client::pool_stats() const {
    return core_->pool_stats();
}

void Client::close() noexcept {
    if (core_) core_->close();
}

bool Client::is_closed() const noexcept {
    return !core_ || core_->is_closed();
}

}  // namespace curlew
