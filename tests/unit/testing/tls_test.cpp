#include "raw_client.hpp"

#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

namespace curlew::testing {
namespace {

namespace ssl_error = boost::asio::ssl::error;

/// One TLS exchange; the session's properties as the server saw them.
TlsSession session_of(TestServer& server, RawTlsClient& client) {
    EXPECT_FALSE(client.handshake());
    client.exchange(get_request("/"));
    return server.last_request().tls.value_or(TlsSession{});
}

void use_certificate(RawTlsClient& client, const Certificate& certificate) {
    BIO* bio =
        BIO_new_mem_buf(certificate.cert_pem.data(), static_cast<int>(certificate.cert_pem.size()));
    X509* leaf = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    bio = BIO_new_mem_buf(certificate.key_pem.data(), static_cast<int>(certificate.key_pem.size()));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    SSL_use_certificate(client.ssl(), leaf);
    SSL_use_PrivateKey(client.ssl(), key);
    X509_free(leaf);
    EVP_PKEY_free(key);
}

TEST(TlsServer, IsTrustedThroughItsOwnAuthority) {
    TestServer server({.tls = true});
    server.get("/", [] { return ServerResponse::text("secret"); });
    EXPECT_EQ(server.url(), "https://127.0.0.1:" + std::to_string(server.port()));
    RawTlsClient client(server);
    client.trust(server.ca_pem());
    SSL_set1_host(client.ssl(), "localhost");
    ASSERT_FALSE(client.handshake());
    EXPECT_EQ(client.verification(), X509_V_OK);
    EXPECT_EQ(client.exchange(get_request("/")).body(), "secret");
    EXPECT_EQ(server.tls_handshakes(), 1U);
}

TEST(TlsServer, IsNotTrustedThroughAnother) {
    TestServer server({.tls = true});
    RawTlsClient client(server);
    client.trust(CertificateAuthority().pem());
    EXPECT_TRUE(client.handshake());
    EXPECT_EQ(server.request_count(), 0U);
}

TEST(TlsServer, OnlyOneThatMakesItsCertificateHasAnAuthority) {
    const TestServer plain;
    EXPECT_THROW(static_cast<void>(plain.ca_pem()), std::logic_error);
    const CertificateAuthority ca;
    const TestServer other({.tls = TlsServerConfig{.certificate = ca.issue({})}});
    EXPECT_THROW(static_cast<void>(other.ca_pem()), std::logic_error);
}

TEST(TlsServer, SendsTheCertificateGivenWithItsChain) {
    const CertificateAuthority root;
    const Certificate certificate = root.intermediate().issue({.dns = {"api.test"}});
    TestServer server({.tls = TlsServerConfig{.certificate = certificate}});
    RawTlsClient client(server);
    client.trust(root.pem());
    SSL_set1_host(client.ssl(), "api.test");
    EXPECT_FALSE(client.handshake());
    RawTlsClient misled(server);
    misled.trust(root.pem());
    SSL_set1_host(misled.ssl(), "other.test");
    EXPECT_TRUE(misled.handshake());
    EXPECT_EQ(misled.verification(), X509_V_ERR_HOSTNAME_MISMATCH);
}

TEST(TlsServer, RefusesACertificateThatIsNone) {
    EXPECT_THROW(TestServer({.tls = TlsServerConfig{.certificate = Certificate{"x", "y", ""}}}),
                 std::runtime_error);
}

TEST(TlsServer, RecordsWhatTheHandshakeAgreedOn) {
    TestServer server({.tls = true});
    RawTlsClient client(server);
    SSL_set_tlsext_host_name(client.ssl(), "localhost");
    static constexpr unsigned char offered[] = "\x02h2\x08http/1.1";
    SSL_set_alpn_protos(client.ssl(), offered, sizeof offered - 1);
    EXPECT_EQ(session_of(server, client), (TlsSession{.server_name = "localhost",
                                                      .alpn = "http/1.1",
                                                      .version = "TLSv1.3",
                                                      .client_subject = "",
                                                      .resumed = false}));
}

TEST(TlsServer, GoesOnWithoutAProtocolThatNobodyElseSpeaks) {
    TestServer server({.tls = TlsServerConfig{.alpn = {"h3"}}});
    RawTlsClient client(server);
    static constexpr unsigned char offered[] = "\x08http/1.1";
    SSL_set_alpn_protos(client.ssl(), offered, sizeof offered - 1);
    EXPECT_EQ(session_of(server, client).alpn, "");
}

TEST(TlsServer, KeepsToItsVersions) {
    TestServer old({.tls = TlsServerConfig{.max_version = TlsVersion::tls_1_2}});
    RawTlsClient client(old);
    EXPECT_EQ(session_of(old, client).version, "TLSv1.2");
    TestServer obsolete({.tls = TlsServerConfig{.min_version = TlsVersion::tls_1_0,
                                                .max_version = TlsVersion::tls_1_1}});
    RawTlsClient modern(obsolete);
    SSL_set_min_proto_version(modern.ssl(), TLS1_2_VERSION);
    EXPECT_TRUE(modern.handshake());
    EXPECT_EQ(obsolete.tls_handshakes(), 0U);
}

TEST(TlsServer, CanRequireAClientsCertificate) {
    const CertificateAuthority ca;
    TestServer server(
        {.tls = TlsServerConfig{.max_version = TlsVersion::tls_1_2, .client_ca_pem = ca.pem()}});
    RawTlsClient anonymous(server);
    EXPECT_TRUE(anonymous.handshake());
    RawTlsClient known(server);
    use_certificate(known, ca.issue({.common_name = "Ann", .usage = KeyUsage::client}));
    EXPECT_EQ(session_of(server, known).client_subject, "Ann");
    RawTlsClient stranger(server);
    use_certificate(stranger, CertificateAuthority().issue({.usage = KeyUsage::client}));
    EXPECT_TRUE(stranger.handshake());
}

TEST(TlsServer, ResumesSessionsUnlessToldNotTo) {
    for (const bool resumption : {true, false}) {
        TestServer server({.tls = TlsServerConfig{.resumption = resumption}});
        RawTlsClient first(server);
        EXPECT_FALSE(session_of(server, first).resumed);
        SSL_SESSION* session = SSL_get1_session(first.ssl());
        RawTlsClient second(server);
        SSL_set_session(second.ssl(), session);
        SSL_SESSION_free(session);
        EXPECT_EQ(session_of(server, second).resumed, resumption);
        EXPECT_EQ(server.tls_handshakes(), 2U);
        EXPECT_EQ(server.tls_resumptions(), resumption ? 1U : 0U);
    }
}

TEST(TlsServer, ClosesWithCloseNotifyUnlessItAbandons) {
    TestServer server({.tls = true});
    const char* ok = "HTTP/1.1 200 OK\r\n\r\nall";
    server.script("/close", Script().read_request().send(ok).close());
    server.script("/abandon", Script().read_request().send(ok).abandon());
    server.script("/half", Script().read_request().send(ok).half_close().hang());
    const auto ending = [&](const char* path) {
        RawTlsClient client(server);
        EXPECT_FALSE(client.handshake());
        client.send(get_request(path));
        const Rest rest = client.read_rest();
        EXPECT_EQ(rest.bytes, ok);
        return rest.error;
    };
    EXPECT_EQ(ending("/close"), boost::asio::error::eof);
    EXPECT_EQ(ending("/abandon"), ssl_error::stream_truncated);
    EXPECT_EQ(ending("/half"), boost::asio::error::eof);
}

TEST(TlsServer, ClosesIdleConnectionsWithCloseNotify) {
    TestServer server({.tls = true});
    RawTlsClient client(server);
    EXPECT_FALSE(client.handshake());
    client.exchange(get_request("/"));
    EXPECT_EQ(server.close_idle_connections(), 1U);
    EXPECT_EQ(client.read_rest().error, boost::asio::error::eof);
}

TEST(TlsServer, MisbehavesBelowTls) {
    TestServer server({.tls = true});
    server.on_connect(Script().close());
    server.on_connect(Script().send("HTTP/1.1 400 Bad Request\r\n\r\n").hang());
    server.on_connect(Script().tls_handshake().abandon());
    RawTlsClient closed(server);
    EXPECT_TRUE(closed.handshake());
    RawTlsClient garbled(server);
    EXPECT_TRUE(garbled.handshake());
    RawTlsClient abandoned(server);
    EXPECT_FALSE(abandoned.handshake());
    EXPECT_EQ(abandoned.read_rest().error, ssl_error::stream_truncated);
}

TEST(TlsServer, ShakesHandsLate) {
    TestServer server({.tls = true});
    server.on_connect(Script().pause(std::chrono::milliseconds(1)));
    RawTlsClient client(server);
    EXPECT_FALSE(client.handshake());
    EXPECT_EQ(client.exchange(get_request("/")).result_int(), 404U);
}

TEST(TlsServer, SendsAndReceivesLargeBodies) {
    TestServer server({.tls = true});
    server.post("/",
                [](const ServerRequest& request) { return ServerResponse::text(request.body); });
    RawTlsClient client(server);
    EXPECT_FALSE(client.handshake());
    const std::string large(1'000'000, 'x');
    EXPECT_EQ(client.exchange(request_with_body("POST", "/", large)).body(), large);
}

TEST(TlsServer, StopsInMidHandshake) {
    auto server = std::make_unique<TestServer>(TestServerConfig{.tls = true});
    RawClient client(*server);
    client.send("\x16\x03\x01");
    EXPECT_TRUE(server->wait_for_open_connections(1));
    server.reset();
    EXPECT_TRUE(client.read_rest().error);
}

}  // namespace
}  // namespace curlew::testing
