#pragma once

#include "engine/interrupt.hpp"
#include "engine/io.hpp"
#include "engine/limit.hpp"
#include "engine/resolver.hpp"
#include "engine/stream.hpp"
#include "engine/tls.hpp"

#include <curlew/url.hpp>
#include <curlew/verify.hpp>

#include <memory>
#include <utility>

namespace curlew::engine {

/// Opens connections: looks the host up, connects to the first of its addresses that answers, and
/// makes the TLS handshake where the URL asks for it.
class Dialer {
public:
    /// @throws ConfigurationError for certificates that cannot be read
    Dialer(Io& io, const VerifySsl& verify, Resolver::LookUp look_up = resolve_by_system)
        : io_(io), resolver_(std::move(look_up)), tls_(verify), verify_(verify.enabled()) {}

    /// @throws ConnectTimeoutError, TotalTimeoutError, DnsError, ConnectionError, TlsError,
    ///         CancelledError
    Task<std::unique_ptr<Stream>> dial(const Url& url, Limit limit, InterruptPoint& interrupts);

private:
    Task<Resolution> look_up(const Url& url, const Limit& limit, Deadline deadline,
                             InterruptPoint& interrupts);
    Task<std::unique_ptr<Stream>> secure(std::unique_ptr<Stream> plain, const Url& url,
                                         const Limit& limit, Deadline deadline,
                                         InterruptPoint& interrupts);

    Io& io_;
    Resolver resolver_;
    TlsContext tls_;
    bool verify_;
};

}  // namespace curlew::engine
