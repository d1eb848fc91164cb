#pragma once

#include <memory>
#include <string>
#include <vector>

namespace curlew::testing {

/// A certificate with its private key, as PEM text.
struct Certificate {
    std::string cert_pem;   ///< the certificate itself
    std::string key_pem;    ///< its private key, not encrypted
    std::string chain_pem;  ///< the intermediates above it, the issuer first; usually empty
};

/// Whether a certificate is valid at present.
enum class Validity {
    current,        ///< from an hour ago for a day
    expired,        ///< until an hour ago
    not_yet_valid,  ///< from tomorrow
};

/// What a certificate is good for.
enum class KeyUsage { server, client };

/// What to put into a certificate.
struct CertificateOptions {
    std::string common_name = "curlew test";
    std::vector<std::string> dns = {};  ///< host names it is good for; `*.example.com` too
    std::vector<std::string> ip = {};   ///< addresses it is good for: `127.0.0.1`, `::1`
    Validity validity = Validity::current;
    KeyUsage usage = KeyUsage::server;
};

/// A certificate authority made on the spot, in memory, for one test.
///
/// Keys are EC P-256: making one takes well under a millisecond. Move-only; issuing from several
/// threads at once is safe.
///
/// @code
/// CertificateAuthority ca;
/// TestServer server({.tls = TlsServerConfig{.certificate = ca.issue({.dns = {"localhost"}})}});
/// Client client({.verify_ssl = VerifySsl::ca_pem(ca.pem())});
/// @endcode
class CertificateAuthority {
public:
    explicit CertificateAuthority(const std::string& common_name = "curlew test CA");
    CertificateAuthority(CertificateAuthority&&) noexcept;
    CertificateAuthority& operator=(CertificateAuthority&&) noexcept;
    ~CertificateAuthority();

    /// Its own certificate: what a client has to trust.
    [[nodiscard]] const std::string& pem() const noexcept;

    /// Signs a new certificate.
    /// @throws std::invalid_argument if a name or address cannot be put into one
    [[nodiscard]] Certificate issue(const CertificateOptions& options) const;

    /// An authority that this one vouches for. What it issues brings it along in chain_pem; clear
    /// that for a server that forgets to send its intermediates.
    [[nodiscard]] CertificateAuthority intermediate(
        const std::string& common_name = "curlew test intermediate CA") const;

private:
    struct Impl;
    explicit CertificateAuthority(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

/// A certificate that vouches for itself.
/// @throws std::invalid_argument as CertificateAuthority::issue() does
[[nodiscard]] Certificate self_signed(const CertificateOptions& options);

}  // namespace curlew::testing
