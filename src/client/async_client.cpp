#include "client/client_core.hpp"
#include "engine/async_io.hpp"

#include <curlew/async_client.hpp>

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace curlew {

namespace asio = boost::asio;

namespace detail {
namespace {

Task<Response> fail(std::exception_ptr error) {
    std::rethrow_exception(error);
    co_return Response();
}

}  // namespace

AsyncCore::AsyncCore(asio::any_io_executor executor, ClientConfig config)
    : ClientCore(std::move(config), std::make_unique<engine::AsyncIo>(executor)),
      executor_(std::move(executor)) {}

Task<Response> send(std::shared_ptr<AsyncCore> core, Request request) {
    const asio::any_io_executor here = co_await asio::this_coro::executor;
    if (here == core->executor()) {
        Response response = co_await core->perform(std::move(request));
        co_return response;
    }
    Response response = co_await asio::co_spawn(core->executor(), core->perform(std::move(request)),
                                                asio::use_awaitable);
    co_return response;
}

Task<Response> send(std::shared_ptr<AsyncCore> core, RequestDraft&& draft) {
    try {
        Request request = std::move(draft).build(*core);
        return send(std::move(core), std::move(request));
    } catch (...) {
        return fail(std::current_exception());
    }
}

Request build_request(const AsyncCore& client, const RequestDraft& draft) {
    return draft.build(client);
}

asio::any_io_executor executor_of(const AsyncCore& client) {
    return client.executor();
}

}  // namespace detail

AsyncClient::AsyncClient(asio::any_io_executor executor, ClientConfig config)
    : Verbs(std::make_shared<detail::AsyncCore>(std::move(executor), std::move(config))) {}

AsyncClient::AsyncClient(AsyncClient&&) noexcept = default;

AsyncClient& AsyncClient::operator=(AsyncClient&& other) noexcept {
    if (this != &other) {
        close();
        core_ = std::move(other.core_);
    }
    return *this;
}

AsyncClient::~AsyncClient() {
    close();
}

Task<Response> AsyncClient::send(Request request) const {
    return detail::send(core_, std::move(request));
}

asio::any_io_executor AsyncClient::get_executor() const {
    return core_->executor();
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
