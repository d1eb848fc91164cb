#pragma once

#include "testing/openssl_ptr.hpp"

#include <curlew/testing/server_config.hpp>

#include <string>

namespace curlew::testing::detail {

/// What the TLS connections of one server share.
class TlsContext {
public:
    /// @throws std::runtime_error if OpenSSL does not accept the configuration
    TlsContext(const TlsServerConfig& config, const Certificate& certificate);
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;
    ~TlsContext() = default;

    [[nodiscard]] SSL_CTX* native() const noexcept { return context_.get(); }

private:
    void use_certificate(const Certificate& certificate);
    void require_clients_of(const std::string& ca_pem);

    std::string alpn_;  // as on the wire: each name after its length
    SslContextPtr context_;
};

}  // namespace curlew::testing::detail
