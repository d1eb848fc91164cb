#pragma once

#include "testing/openssl_ptr.hpp"

#include <curlew/testing/server_request.hpp>

#include <string>
#include <string_view>

namespace curlew::testing::detail {

/// The server's side of one TLS connection, without a socket: bytes in, bytes out.
///
/// So the server decides itself what is written when, which the misbehaving ones need.
class TlsEngine {
public:
    enum class State { open, closed, failed };

    explicit TlsEngine(SSL_CTX* context);

    /// Takes what came from the network.
    void receive(std::string_view ciphertext);

    /// What has to go to the network.
    [[nodiscard]] std::string take_output();

    /// Goes as far as it can with what was received.
    State advance_handshake();
    [[nodiscard]] bool established() const noexcept;

    /// Appends what was received, deciphered.
    template <class Append>
    State read(Append append) {
        char plaintext[4096];
        for (;;) {
            const int size = read_some(plaintext, sizeof plaintext);
            if (size <= 0) return state_after(size);
            append(std::string_view(plaintext, static_cast<std::size_t>(size)));
        }
    }

    State write(std::string_view plaintext);
    void close_notify();

    [[nodiscard]] TlsSession session() const;

private:
    int read_some(char* data, int size);
    State state_after(int result);

    SslPtr ssl_;
    BIO* incoming_;  // both belong to ssl_
    BIO* outgoing_;
};

}  // namespace curlew::testing::detail
