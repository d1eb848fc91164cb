#pragma once

#include <string>
#include <utility>

namespace curlew {

/// Which server certificates a client trusts.
///
/// @code
/// curlew::Client system({.verify_ssl = true});  // the default
/// curlew::Client company({.verify_ssl = curlew::VerifySsl::ca_file("company-ca.pem")});
/// @endcode
class VerifySsl {
public:
    /// `true`: the system's certificate authorities. `false`: anybody who answers, which gives up
    /// what TLS is for.
    VerifySsl(bool enabled) : enabled_(enabled) {}  // NOLINT(*-explicit-*)

    /// Only the certificate authorities in this PEM file.
    [[nodiscard]] static VerifySsl ca_file(std::string path) {
        VerifySsl verify(true);
        verify.ca_file_ = std::move(path);
        return verify;
    }

    /// Only the certificate authorities in this PEM text.
    [[nodiscard]] static VerifySsl ca_pem(std::string pem) {
        VerifySsl verify(true);
        verify.ca_pem_ = std::move(pem);
        return verify;
    }

    [[nodiscard]] bool enabled() const noexcept { return enabled_; }
    [[nodiscard]] const std::string& file() const noexcept { return ca_file_; }
    [[nodiscard]] const std::string& pem() const noexcept { return ca_pem_; }

private:
    bool enabled_;
    std::string ca_file_;
    std::string ca_pem_;
};

}  // namespace curlew
