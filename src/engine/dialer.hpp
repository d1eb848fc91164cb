#pragma once

#include "engine/limit.hpp"
#include "engine/stream.hpp"
#include "engine/tls.hpp"

#include <curlew/url.hpp>
#include <curlew/verify.hpp>

#include <memory>

namespace curlew::engine {

/// Opens connections: looks the host up, tries its addresses one after the other, and makes the TLS
/// handshake where the URL asks for it.
class Dialer {
public:
    /// @throws ConfigurationError for certificates that cannot be read
    explicit Dialer(const VerifySsl& verify) : tls_(verify), verify_(verify.enabled()) {}

    /// Waits on the calling thread.
    /// @throws ConnectTimeoutError, TotalTimeoutError, DnsError, ConnectionError, TlsError
    Task<std::unique_ptr<Stream>> dial(const Url& url, Limit limit);

private:
    TlsContext tls_;
    bool verify_;
};

}  // namespace curlew::engine
