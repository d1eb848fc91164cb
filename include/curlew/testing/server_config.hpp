#pragma once

#include <curlew/testing/certificates.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace curlew::testing {

/// Versions of TLS. Those before 1.2 are obsolete (RFC 8996): here to be refused by clients.
enum class TlsVersion { tls_1_0, tls_1_1, tls_1_2, tls_1_3 };

/// How a TestServer speaks TLS.
struct TlsServerConfig {
    /// Nothing: one for localhost, 127.0.0.1 and ::1, from an authority of the server's own; see
    /// TestServer::ca_pem().
    std::optional<Certificate> certificate = std::nullopt;

    /// Protocols to choose from, best first (RFC 7301). A client that offers none of them goes on
    /// without.
    std::vector<std::string> alpn = {"http/1.1"};

    TlsVersion min_version = TlsVersion::tls_1_2;
    TlsVersion max_version = TlsVersion::tls_1_3;

    /// PEM of the authority that clients' certificates must be from; empty: clients need none.
    std::string client_ca_pem = {};

    /// Whether clients may resume sessions (RFC 8446 section 2.2).
    bool resumption = true;
};

/// Plain, TLS with everything by default, or TLS as configured.
class TlsSetting {
public:
    TlsSetting(bool enabled) {  // NOLINT(*-explicit-*)
        if (enabled) config_.emplace();
    }
    TlsSetting(TlsServerConfig config) : config_(std::move(config)) {}  // NOLINT(*-explicit-*)

    /// Nothing when TLS is off.
    [[nodiscard]] const std::optional<TlsServerConfig>& config() const noexcept { return config_; }

private:
    std::optional<TlsServerConfig> config_;
};

/// How a TestServer is set up.
struct TestServerConfig {
    /// `true`, `false`, or a TlsServerConfig.
    TlsSetting tls = false;

    /// IP address to listen at; `::1` for IPv6.
    std::string address = "127.0.0.1";

    /// 0: any free one.
    std::uint16_t port = 0;

    /// Larger request bodies are answered with 413. In bytes.
    std::size_t body_limit = std::size_t{1} << 30;

    /// Whether requests() keeps them. Switch it off where millions are made.
    bool record_requests = true;

    /// Size of each connection's receive buffer (SO_RCVBUF) in bytes; 0: the system's choice. A
    /// small one makes a client's writes block early.
    int receive_buffer = 0;
};

}  // namespace curlew::testing
