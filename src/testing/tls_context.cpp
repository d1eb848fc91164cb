#include "testing/tls_context.hpp"

#include <stdexcept>
#include <vector>

#include <openssl/err.h>
#include <openssl/pem.h>

namespace curlew::testing::detail {
namespace {

void check(bool succeeded, const char* what) {
    if (succeeded) return;
    char reason[256] = "";
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    throw std::runtime_error(std::string("the test server cannot use ") + what + ": " + reason);
}

int native_version(TlsVersion version) {
    switch (version) {
        case TlsVersion::tls_1_0:
            return TLS1_VERSION;
        case TlsVersion::tls_1_1:
            return TLS1_1_VERSION;
        case TlsVersion::tls_1_2:
            return TLS1_2_VERSION;
        case TlsVersion::tls_1_3:
            break;
    }
    return TLS1_3_VERSION;
}

std::string alpn_on_the_wire(const std::vector<std::string>& protocols) {
    std::string wire;
    for (const std::string& protocol : protocols) {
        if (protocol.empty() || protocol.size() > 255) {
            throw std::runtime_error("an ALPN protocol has a name of 1 to 255 bytes");
        }
        wire.append(1, static_cast<char>(protocol.size())).append(protocol);
    }
    return wire;
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void* ours) {
    const auto& wire = *static_cast<const std::string*>(ours);
    unsigned char* found = nullptr;
    const int result = SSL_select_next_proto(
        &found, chosen_size, reinterpret_cast<const unsigned char*>(wire.data()),
        static_cast<unsigned>(wire.size()), offered, offered_size);
    if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

BioPtr reader_of(const std::string& pem) {
    return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::vector<X509Ptr> certificates_in(const std::string& pem) {
    std::vector<X509Ptr> certificates;
    const BioPtr bio = reader_of(pem);
    while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
        certificates.emplace_back(next);
    }
    ERR_clear_error();  // the end of the text is reported as an error
    return certificates;
}

}  // namespace

TlsContext::TlsContext(const TlsServerConfig& config, const Certificate& certificate)
    : alpn_(alpn_on_the_wire(config.alpn)), context_(SSL_CTX_new(TLS_server_method())) {
    ERR_clear_error();
    check(context_ != nullptr, "OpenSSL");
    SSL_CTX* const context = context_.get();
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    check(SSL_CTX_set_min_proto_version(context, native_version(config.min_version)) == 1 &&
              SSL_CTX_set_max_proto_version(context, native_version(config.max_version)) == 1,
          "these TLS versions");
    if (config.min_version < TlsVersion::tls_1_2) {
        // OpenSSL allows the obsolete versions at no other level.
        check(SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0") == 1, "old ciphers");
    }
    if (!alpn_.empty()) SSL_CTX_set_alpn_select_cb(context, &choose_protocol, &alpn_);
    if (config.resumption) {
        static constexpr unsigned char id[] = "curlew";
        SSL_CTX_set_session_id_context(context, id, sizeof id - 1);
    } else {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
        SSL_CTX_set_num_tickets(context, 0);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    }
    use_certificate(certificate);
    if (!config.client_ca_pem.empty()) require_clients_of(config.client_ca_pem);
}

void TlsContext::use_certificate(const Certificate& certificate) {
    const auto leaf = certificates_in(certificate.cert_pem);
    check(!leaf.empty() && SSL_CTX_use_certificate(context_.get(), leaf[0].get()) == 1,
          "its certificate");
    for (const auto& extra : certificates_in(certificate.chain_pem)) {
        check(SSL_CTX_add1_chain_cert(context_.get(), extra.get()) == 1, "its certificate chain");
    }
    const BioPtr bio = reader_of(certificate.key_pem);
    const KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    check(key && SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1, "its private key");
}

void TlsContext::require_clients_of(const std::string& ca_pem) {
    const auto authorities = certificates_in(ca_pem);
    check(!authorities.empty(), "the authority for client certificates");
    for (const auto& authority : authorities) {
        check(X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.get()) == 1 &&
                  SSL_CTX_add_client_CA(context_.get(), authority.get()) == 1,
              "the authority for client certificates");
    }
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

}  // namespace curlew::testing::detail
