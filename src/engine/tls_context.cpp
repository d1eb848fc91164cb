#include "engine/tls.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace curlew::engine {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

std::string openssl_reason() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason != nullptr ? reason : "no reason given";
}

void trust_pem(SSL_CTX* context, const std::string& pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    int count = 0;
    while (true) {
        const Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                      X509_free);
        if (!certificate) break;
        X509_STORE_add_cert(store, certificate.get());
        ++count;
    }
    ERR_clear_error();  // the end of the text counts as an error
    if (count == 0) {
        throw ConfigurationError("verify_ssl: the CA text has no certificate in PEM form");
    }
}

void trust_file(SSL_CTX* context, const std::string& path) {
    if (SSL_CTX_load_verify_file(context, path.c_str()) != 1) {
        throw ConfigurationError("verify_ssl: cannot load certificates from " + quoted(path) +
                                 ": " + openssl_reason());
    }
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const noexcept {
    SSL_CTX_free(context);
}

TlsContext::TlsContext(VerifySsl verify)
    : verify_(std::move(verify)), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX* context = context_.get();
    if (context == nullptr) throw TlsError("cannot set TLS up: " + openssl_reason(), Phase::tls);
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(context, verify_.enabled() ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (!verify_.pem().empty()) trust_pem(context, verify_.pem());
    if (!verify_.file().empty()) trust_file(context, verify_.file());
}

ssl_ctx_st* TlsContext::get() {
    std::call_once(system_certificates_, [this] {
        if (!verify_.enabled() || !verify_.pem().empty() || !verify_.file().empty()) return;
        if (SSL_CTX_set_default_verify_paths(context_.get()) != 1) {
            throw TlsError("cannot load the system's certificates: " + openssl_reason(),
                           Phase::tls);
        }
    });
    return context_.get();
}

}  // namespace curlew::engine
