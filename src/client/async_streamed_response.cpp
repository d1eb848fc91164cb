#include "client/client_core.hpp"
#include "client/open_body.hpp"

#include <curlew/async_streamed_response.hpp>

#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace curlew {

namespace detail {
namespace {

/// A body that is no longer wanted. It goes before the client that its connection belongs to.
struct Leftover {
    std::shared_ptr<AsyncCore> client;
    std::shared_ptr<BodyStream> stream;
};

Task<void> discard(Leftover leftover) {
    BodyStream& body = *leftover.stream;
    co_await body.discard();
}

}  // namespace

AsyncBody::AsyncBody(std::shared_ptr<AsyncCore> client, const Response& head)
    : client_(std::move(client)), request_(head.shared_request()), stream_(stream_of(head)) {}

AsyncBody::~AsyncBody() {
    if (!stream_ || ended_) return;
    try {
        const boost::asio::any_io_executor home = client_->home();
        boost::asio::co_spawn(home, discard({std::move(client_), std::move(stream_)}),
                              boost::asio::detached);
    } catch (const std::exception&) {
        // Without memory to do it in, the connection is closed instead.
    }
}

Task<std::string_view> AsyncBody::read() {
    AsyncCore& client = *client_;
    const std::string_view piece = co_await client.at_home(require_open(stream_).read());
    ended_ = piece.empty();
    co_return piece;
}

Task<std::string> AsyncBody::read_rest() {
    AsyncCore& client = *client_;
    Task<std::string> reading = read_all(require_open(stream_), client.config().max_response_body);
    std::string rest = co_await client.at_home(std::move(reading));
    ended_ = true;
    co_return rest;
}

Task<void> AsyncBody::close() {
    if (!stream_ || ended_) co_return;
    AsyncCore& client = *client_;
    Task<void> discarding = discard({client_, std::move(stream_)});
    co_await client.at_home(std::move(discarding));
}

void AsyncBody::add_context(ClientError& error) const {
    error.attach({.request = request_, .attempts = 1});
}

}  // namespace detail

AsyncStreamedResponse::AsyncStreamedResponse(std::shared_ptr<detail::AsyncCore> client,
                                             Response head)
    : BodyItems(std::move(head), std::make_shared<detail::AsyncBody>(std::move(client), head)) {}

Task<Response> AsyncStreamedResponse::read() {
    if (!body_) throw ClosedError("there is no response to read from", Phase::body);
    detail::AsyncBody& body = *body_;
    try {
        std::string bytes = co_await body.read_rest();
        co_return with_body(std::move(bytes));
    } catch (ClientError& error) {
        body.add_context(error);
        throw;
    }
}

Task<void> AsyncStreamedResponse::close() {
    if (!body_) co_return;
    detail::AsyncBody& body = *body_;
    co_await body.close();
}

}  // namespace curlew
