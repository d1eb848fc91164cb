#include "testing/tls_engine.hpp"

#include <new>

#include <openssl/err.h>

namespace curlew::testing::detail {
namespace {

std::string common_name_of(X509* certificate) {
    if (certificate == nullptr) return {};
    char name[256] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                              sizeof name);
    return name;
}

}  // namespace

TlsEngine::TlsEngine(SSL_CTX* context)
    : ssl_(SSL_new(context)), incoming_(BIO_new(BIO_s_mem())), outgoing_(BIO_new(BIO_s_mem())) {
    if (!ssl_ || incoming_ == nullptr || outgoing_ == nullptr) {
        BIO_free(incoming_);
        BIO_free(outgoing_);
        throw std::bad_alloc();
    }
    BIO_set_mem_eof_return(incoming_, -1);  // empty means: later, not: never
    SSL_set_bio(ssl_.get(), incoming_, outgoing_);
    SSL_set_accept_state(ssl_.get());
}

void TlsEngine::receive(std::string_view ciphertext) {
    BIO_write(incoming_, ciphertext.data(), static_cast<int>(ciphertext.size()));
}

std::string TlsEngine::take_output() {
    std::string output(BIO_ctrl_pending(outgoing_), '\0');
    if (!output.empty()) BIO_read(outgoing_, output.data(), static_cast<int>(output.size()));
    return output;
}

TlsEngine::State TlsEngine::advance_handshake() {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    return result == 1 ? State::open : state_after(result);
}

bool TlsEngine::established() const noexcept {
    return SSL_is_init_finished(ssl_.get()) == 1;
}

int TlsEngine::read_some(char* data, int size) {
    ERR_clear_error();
    return SSL_read(ssl_.get(), data, size);
}

TlsEngine::State TlsEngine::state_after(int result) {
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            return State::open;
        case SSL_ERROR_ZERO_RETURN:
            return State::closed;
        default:
            return State::failed;
    }
}

TlsEngine::State TlsEngine::write(std::string_view plaintext) {
    if (plaintext.empty()) return State::open;
    ERR_clear_error();
    const int result = SSL_write(ssl_.get(), plaintext.data(), static_cast<int>(plaintext.size()));
    return result > 0 ? State::open : state_after(result);
}

void TlsEngine::close_notify() {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
}

TlsSession TlsEngine::session() const {
    const auto text = [](const char* value) { return std::string(value != nullptr ? value : ""); };
    const unsigned char* alpn = nullptr;
    unsigned alpn_size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &alpn, &alpn_size);
    return {.server_name = text(SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name)),
            .alpn = std::string(reinterpret_cast<const char*>(alpn), alpn_size),
            .version = text(SSL_get_version(ssl_.get())),
            .client_subject = common_name_of(SSL_get0_peer_certificate(ssl_.get())),
            .resumed = SSL_session_reused(ssl_.get()) == 1};
}

}  // namespace curlew::testing::detail
