#include "engine/tls.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace curlew::engine {
namespace {

// One TLS record and its overhead.
constexpr std::size_t record_size = 16 * 1024 + 512;

// Between reading and decrypting: nothing stays there.
std::span<char> encrypted_input() {
    thread_local std::vector<char> shared(record_size);
    return shared;
}

// RFC 7301: with a protocol named, a server that speaks several does not guess.
constexpr unsigned char alpn_http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

/// Certificates are checked for an IP address as such; SNI is for names only (RFC 6066 section 3).
bool name_peer(SSL* ssl, const std::string& host, bool verify) {
    X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
    const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
    if (is_address) return true;
    ERR_clear_error();
    if (SSL_set_tlsext_host_name(ssl, host.c_str()) != 1) return false;
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return !verify || SSL_set1_host(ssl, host.c_str()) == 1;
}

std::string advice(long verification) {
    switch (verification) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return "; if you trust its authority, name it with VerifySsl::ca_file()";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return "; the certificate is for another host";
        default:
            return {};
    }
}

std::optional<Duration> time_left(Deadline deadline) {
    if (!deadline) return std::nullopt;
    return *deadline - Clock::now();
}

}  // namespace

void TlsStream::Free::operator()(ssl_st* ssl) const noexcept {
    SSL_free(ssl);
}

TlsStream::TlsStream(std::unique_ptr<Stream> below, TlsContext& context, std::string host,
                     bool verify)
    : below_(std::move(below)),
      ssl_(SSL_new(context.get())),
      incoming_(BIO_new(BIO_s_mem())),
      outgoing_(BIO_new(BIO_s_mem())),
      host_(std::move(host)) {
    // An empty memory BIO means "come back later", not the end of the stream.
    BIO_set_mem_eof_return(incoming_, -1);
    BIO_set_mem_eof_return(outgoing_, -1);
    SSL_set_bio(ssl_.get(), incoming_, outgoing_);
    SSL_set_connect_state(ssl_.get());
    SSL_set_alpn_protos(ssl_.get(), alpn_http_1_1, sizeof alpn_http_1_1);
    named_ = name_peer(ssl_.get(), host_, verify);
}

IoResult TlsStream::failure() const {
    const long verification = SSL_get_verify_result(ssl_.get());
    std::string reason;
    if (verification != X509_V_OK && SSL_get_verify_mode(ssl_.get()) != SSL_VERIFY_NONE) {
        reason = std::string("the certificate is not trusted: ") +
                 X509_verify_cert_error_string(verification) + advice(verification);
    } else if (const char* text = ERR_reason_error_string(ERR_peek_error()); text != nullptr) {
        reason = text;
        if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_WRONG_VERSION_NUMBER) {
            reason += "; does the server speak TLS on this port?";
        }
    } else {
        reason = "TLS protocol error";
    }
    ERR_clear_error();
    return {IoStatus::insecure, 0, std::move(reason)};
}

IoResult TlsStream::flush(Direction direction, std::optional<Duration> patience) {
    char* data = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(outgoing_, &data));
    while (flushed_ < size) {
        IoResult piece = below_->write_some({data + flushed_, size - flushed_}, patience);
        flushed_ += piece.bytes;
        if (piece.status == IoStatus::blocked) waits_for(direction) = Direction::write;
        if (!piece) return piece;
    }
    if (size > 0) (void)BIO_reset(outgoing_);
    flushed_ = 0;
    return {};
}

IoResult TlsStream::exchange(int result, Direction direction, std::optional<Duration> patience) {
    if (patience && patience->count() <= 0) return {IoStatus::timed_out, 0, {}};
    const int error = SSL_get_error(ssl_.get(), result);
    // Alerts are sent even when all is lost: they tell the peer why.
    const bool fatal = error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
    IoResult verdict;
    if (error == SSL_ERROR_ZERO_RETURN) {
        verdict.status = IoStatus::end;
    } else if (fatal) {
        verdict = failure();
    }
    IoResult flushed = flush(direction, patience);
    if (fatal) return verdict;
    if (!flushed || error == SSL_ERROR_WANT_WRITE) return flushed;

    return read_below(direction, patience);
}

IoResult TlsStream::read_below(Direction direction, std::optional<Duration> patience) {
    const std::span<char> encrypted = encrypted_input();
    IoResult read = below_->read_some(encrypted, patience);
    if (read.status == IoStatus::blocked) waits_for(direction) = Direction::read;
    if (read.status == IoStatus::end && SSL_is_init_finished(ssl_.get()) != 0) {
        return {IoStatus::broken, 0, "cut off without a TLS close_notify"};
    }
    if (!read) return read;
    BIO_write(incoming_, encrypted.data(), static_cast<int>(read.bytes));
    return {};
}

Task<Wake> TlsStream::wait(Direction direction, Deadline deadline) {
    return below_->wait(direction == Direction::either ? direction : waits_for(direction),
                        deadline);
}

IoResult TlsStream::handshake(std::optional<Duration> patience) {
    if (!named_) return {IoStatus::insecure, 0, "the host name cannot be used for TLS"};
    const Deadline deadline = Limit{patience}.end();
    for (;;) {
        ERR_clear_error();
        const int result = SSL_do_handshake(ssl_.get());
        if (result == 1) return flush(Direction::read, time_left(deadline));
        IoResult progress = exchange(result, Direction::read, time_left(deadline));
        if (!progress) return progress;
    }
}

IoResult TlsStream::read_some(std::span<char> into, std::optional<Duration> patience) {
    // Part of a record is no progress yet: patience is for all reads that it takes to complete one.
    Deadline deadline;
    const auto left = [&] {
        if (!deadline && !suspends()) deadline = Limit{patience}.end();
        return suspends() ? patience : time_left(deadline);
    };
    if (has_processed_all()) {  // OpenSSL has nothing to go on with, and need not be asked
        IoResult progress = read_below(Direction::read, left());
        if (!progress) return progress;
    }
    for (;;) {
        std::size_t count = 0;
        ERR_clear_error();
        const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
        if (result == 1) return {IoStatus::ok, count, {}};
        IoResult progress = exchange(result, Direction::read, left());
        if (!progress) return progress;
    }
}

IoResult TlsStream::write_some(std::string_view data, std::optional<Duration> patience) {
    if (encrypted_ == 0) {
        // Piece by piece, so that a large body is not held twice, in clear and encrypted.
        const std::string_view piece = data.substr(0, 4 * record_size);
        ERR_clear_error();
        const int result = SSL_write_ex(ssl_.get(), piece.data(), piece.size(), &encrypted_);
        if (result != 1) {
            encrypted_ = 0;
            IoResult progress = exchange(result, Direction::write, patience);
            return progress;
        }
    }
    IoResult flushed = flush(Direction::write, patience);
    if (flushed.status == IoStatus::blocked) return flushed;
    flushed.bytes = std::exchange(encrypted_, 0);
    return flushed;
}

bool TlsStream::has_processed_all() const noexcept {
    return SSL_has_pending(ssl_.get()) == 0 && BIO_pending(incoming_) == 0;
}

bool TlsStream::process_without_data() {
    if (has_processed_all()) return true;
    char byte;
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_peek_ex(ssl_.get(), &byte, 1, &count);
    if (result == 1 || SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ) return false;
    return has_processed_all();  // part of a record may become anything
}

bool TlsStream::is_drained() const noexcept {
    return has_processed_all() && below_->is_drained();
}

bool TlsStream::is_quiet() {
    // What there is to be read may be a session ticket (RFC 8446 section 4.6.1), which is nobody's
    // data.
    while (process_without_data()) {
        if (below_->is_quiet()) return true;
        if (!read_below(Direction::read, Duration::zero())) return false;
    }
    return false;
}

bool TlsStream::watch(IdleObserver* observer) {
    observer_ = observer;
    if (observer == nullptr) return below_->watch(nullptr);
    return process_without_data() && below_->watch(this);
}

void TlsStream::on_activity() noexcept {
    const bool is_still_idle = is_quiet() && below_->watch(this);
    if (!is_still_idle) std::exchange(observer_, nullptr)->on_activity();
}

}  // namespace curlew::engine
