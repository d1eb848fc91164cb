#include "client/client_core.hpp"
#include "client/download.hpp"
#include "client/event_source.hpp"
#include "engine/async_io.hpp"

#include <curlew/async_client.hpp>

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace curlew {

namespace asio = boost::asio;

namespace detail {
namespace {

template <class T>
Task<T> fail(std::exception_ptr error) {
    std::rethrow_exception(error);
    co_return T();
}

Task<DownloadedFile> start_download(std::shared_ptr<AsyncCore> core, Request request,
                                    std::string path, bool resume) {
    AsyncCore& client = *core;
    Task<DownloadedFile> work = download(client, std::move(request), std::move(path), resume);
    DownloadedFile file = co_await client.at_home(std::move(work));
    co_return file;
}

/// The task keeps the core alive.
Task<Response> start(const std::shared_ptr<AsyncCore>& core, Request&& request) {
    AsyncCore& client = *core;
    return client.perform(std::make_shared<Request>(std::move(request)), core);
}

Task<AsyncEventStream> connect(std::shared_ptr<AsyncCore> core,
                               std::unique_ptr<EventSource> source) {
    AsyncCore& client = *core;
    EventSource& events = *source;
    AsyncEventStream stream(std::move(core), std::move(source));  // in this order they live and die
    co_await client.at_home(events.connect());
    co_return stream;
}

}  // namespace

AsyncCore::AsyncCore(const asio::any_io_executor& executor, ClientConfig config)
    : ClientCore(std::move(config), std::make_unique<engine::AsyncIo>(executor), executor) {}

Task<Response> send(const std::shared_ptr<AsyncCore>& core, RequestDraft&& draft) {
    try {
        return start(core, std::move(draft).build(*core));
    } catch (...) {
        return fail<Response>(std::current_exception());
    }
}

Task<DownloadedFile> download(const std::shared_ptr<AsyncCore>& core, RequestDraft&& draft,
                              std::string path) {
    try {
        draft.download();
        const bool resume = draft.resumes();
        return start_download(core, std::move(draft).build(*core), std::move(path), resume);
    } catch (...) {
        return fail<DownloadedFile>(std::current_exception());
    }
}

Task<AsyncEventStream> open_events(const std::shared_ptr<AsyncCore>& core, RequestDraft&& draft,
                                   const ReconnectPolicy& policy) {
    try {
        draft.events();
        return connect(core,
                       std::make_unique<EventSource>(*core, std::move(draft).build(*core), policy));
    } catch (...) {
        return fail<AsyncEventStream>(std::current_exception());
    }
}

Task<AsyncStreamedResponse> open(std::shared_ptr<AsyncCore> client, Task<Response> sending) {
    Response head = co_await std::move(sending);
    co_return AsyncStreamedResponse(std::move(client), std::move(head));
}

Request build_request(const AsyncCore& client, const RequestDraft& draft) {
    return draft.build(client);
}

asio::any_io_executor executor_of(const AsyncCore& client) {
    return client.home();
}

}  // namespace detail

AsyncClient::AsyncClient(const asio::any_io_executor& executor, ClientConfig config)
    : Verbs(std::make_shared<detail::AsyncCore>(executor, std::move(config))) {}

AsyncClient::AsyncClient(AsyncClient&&) noexcept = default;

AsyncClient& AsyncClient::operator=(AsyncClient&& other) noexcept {
    if (this != &other) {
        close();
        core_ = std::move(other.core_);
    }
    return *this;
}

AsyncClient::~AsyncClient() {
    if (core_) core_->abandon();
}

Task<Response> AsyncClient::send(Request request) const {
    request.options().stream = false;  // nobody would read it
    return detail::start(core_, std::move(request));
}

asio::any_io_executor AsyncClient::get_executor() const {
    return core_->home();
}

PoolStats AsyncClient::pool_stats() const {
    return core_->pool_stats();
}

void AsyncClient::close() noexcept {
    if (core_) core_->close();
}

bool AsyncClient::is_closed() const noexcept {
    return !core_ || core_->is_closed();
}

}  // namespace curlew
