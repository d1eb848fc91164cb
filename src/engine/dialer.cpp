#include "engine/dialer.hpp"

#include "engine/failure.hpp"

#include <curlew/errors.hpp>

#include <string>
#include <utility>

namespace curlew::engine {
namespace {

void check(Wake wake, Phase phase, const Limit& limit) {
    if (wake == Wake::timed_out) throw_timeout(phase, limit);
    if (wake == Wake::interrupted) throw_interrupted(phase);
}

std::optional<Duration> time_left(Deadline deadline) {
    if (!deadline) return std::nullopt;
    return *deadline - Clock::now();
}

}  // namespace

Task<Resolution> Dialer::look_up(const Url& url, const Limit& limit, Deadline deadline,
                                 InterruptPoint& interrupts) {
    const std::string host(url.host());
    Resolution found = resolve_address(host, url.port());
    if (found.addresses.empty()) {
        const std::unique_ptr<Gate> gate = io_.make_gate();
        const Resolver::Query query(resolver_, host, url.port(), *gate);
        const InterruptScope scope(interrupts, *gate);
        Gate& done = *gate;
        const Wake wake = co_await done.wait(deadline);
        check(wake, Phase::resolve, limit);
        found = query.result();
    }
    if (found.addresses.empty()) throw_resolve_failure(host, found);
    co_return found;
}

Task<std::unique_ptr<Stream>> Dialer::dial(const Url& url, Limit limit,
                                           InterruptPoint& interrupts) {
    const Deadline deadline = limit.end();
    const Resolution found = co_await look_up(url, limit, deadline, interrupts);
    Opened opened = co_await io_.connect(found.addresses, deadline, interrupts);
    check(opened.wake, Phase::connect, limit);
    if (!opened.stream) throw_connect_failure(url.authority(), opened.failures);
    std::unique_ptr<Stream> stream = std::move(opened.stream);
    if (url.scheme() == "https") {
        stream = co_await secure(std::move(stream), url, limit, deadline, interrupts);
    }
    co_return stream;
}

Task<std::unique_ptr<Stream>> Dialer::secure(std::unique_ptr<Stream> plain, const Url& url,
                                             const Limit& limit, Deadline deadline,
                                             InterruptPoint& interrupts) {
    auto stream =
        std::make_unique<TlsStream>(std::move(plain), tls_, std::string(url.host()), verify_);
    TlsStream& tls = *stream;
    const InterruptScope scope(interrupts, tls);
    IoResult result = tls.handshake(time_left(deadline));
    while (result.status == IoStatus::blocked) {
        const Wake wake = co_await tls.wait(Direction::read, deadline);
        check(wake, Phase::tls, limit);
        result = tls.handshake(time_left(deadline));
    }
    if (!result) throw_handshake_failure(url.host(), result, limit);
    co_return stream;
}

}  // namespace curlew::engine
