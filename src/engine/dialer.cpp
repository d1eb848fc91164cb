#include "engine/dialer.hpp"

#include "engine/blocking_stream.hpp"
#include "engine/failure.hpp"
#include "engine/resolver.hpp"

#include <curlew/errors.hpp>

#include <string>

namespace curlew::engine {
namespace {

Resolution look_up(const Url& url, const Limit& limit, Deadline deadline) {
    const std::string host(url.host());
    Resolution found = resolve(host, url.port(), deadline);
    if (found.timed_out) throw_timeout(Phase::resolve, limit);
    if (found.addresses.empty()) throw_resolve_failure(host, found);
    return found;
}

/// An equal share of the time that is left, so that one dead address does not use it up.
Deadline share(Deadline deadline, std::size_t addresses) {
    if (!deadline) return deadline;
    const auto now = Clock::now();
    return now + (*deadline - now) / static_cast<std::int64_t>(addresses);
}

Socket connect_any(const Url& url, const Resolution& found, const Limit& limit, Deadline deadline) {
    std::string reasons;
    bool timed_out = false;
    for (std::size_t i = 0; i < found.addresses.size(); ++i) {
        const SocketAddress& address = found.addresses[i];
        auto [socket, error] =
            Socket::connect(address, share(deadline, found.addresses.size() - i));
        if (error == 0) return std::move(socket);
        timed_out = error == ETIMEDOUT;
        if (!reasons.empty()) reasons += "; ";
        reasons += address.text() + ": " + system_message(error);
    }
    if (timed_out && deadline && Clock::now() >= *deadline) throw_timeout(Phase::connect, limit);
    throw_connect_failure(url.authority(), reasons);
}

}  // namespace

Task<std::unique_ptr<Stream>> Dialer::dial(const Url& url, Limit limit) {
    const Deadline deadline = limit.end();
    const Resolution found = look_up(url, limit, deadline);
    std::unique_ptr<Stream> plain =
        std::make_unique<BlockingStream>(connect_any(url, found, limit, deadline));
    if (url.scheme() != "https") co_return plain;

    auto tls =
        std::make_unique<TlsStream>(std::move(plain), tls_, std::string(url.host()), verify_);
    IoResult result = co_await tls->handshake(deadline);
    if (!result) throw_handshake_failure(url.host(), result, limit);
    co_return tls;
}

}  // namespace curlew::engine
