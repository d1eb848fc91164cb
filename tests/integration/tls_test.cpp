#include "support/child_server.hpp"

#include <curlew/client.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using testing::Certificate;
using testing::CertificateAuthority;
using testing::CertificateOptions;
using ::testing::HasSubstr;
using testing::Script;
using testing::ServerResponse;
using testing::TestServer;
using testing::TlsServerConfig;
using testing::TlsVersion;
using testing::Validity;

/// Serves "safe" with this certificate.
class SafeServer : public TestServer {
public:
    explicit SafeServer(TlsServerConfig config = {}) : TestServer({.tls = std::move(config)}) {
        fallback([] { return ServerResponse::text("safe"); });
    }
};

std::string failure(const TestServer& server, const VerifySsl& verify,
                    const std::string& host = "127.0.0.1") {
    const Client client({.verify_ssl = verify});
    const std::string url = "https://" + host + ":" + std::to_string(server.port()) + "/";
    try {
        return "accepted: " + client.get(url).send().bytes();
    } catch (const TlsError& error) {
        EXPECT_EQ(error.phase(), Phase::tls);
        EXPECT_EQ(server.request_count(), 0u) << "nothing may be sent to a stranger";
        return error.what();
    }
}

TEST(Tls, IsVerifiedAgainstAnAuthorityGivenAsText) {
    const SafeServer server;
    const Client client(
        {.base_url = server.url(), .verify_ssl = VerifySsl::ca_pem(server.ca_pem())});
    EXPECT_EQ(client.get("/").send().bytes(), "safe");
    EXPECT_EQ(client.get("/").send().bytes(), "safe");
    EXPECT_EQ(server.connection_count(), 1u);
}

TEST(Tls, IsVerifiedAgainstAnAuthorityInAFile) {
    const SafeServer server;
    const testing::TemporaryFolder folder;
    const Client client(
        {.base_url = server.url(),
         .verify_ssl = VerifySsl::ca_file(folder.write("ca.pem", server.ca_pem()))});
    EXPECT_EQ(client.get("/").send().bytes(), "safe");
}

TEST(Tls, NamesTheHostToTheServer) {
    const SafeServer server;
    const Client client({.verify_ssl = VerifySsl::ca_pem(server.ca_pem())});
    client.get("https://localhost:" + std::to_string(server.port()) + "/").send();
    EXPECT_EQ(server.last_request().tls->server_name, "localhost");
    client.get(server.url("/")).send();
    EXPECT_EQ(server.last_request().tls->server_name, "")
        << "SNI is for names only (RFC 6066 section 3)";
    EXPECT_EQ(server.last_request().tls->alpn, "http/1.1");
}

TEST(Tls, RefusesAnUnknownAuthority) {
    const SafeServer server;
    EXPECT_THAT(failure(server, true), HasSubstr("not trusted"));
    EXPECT_THAT(failure(server, VerifySsl::ca_pem(CertificateAuthority().pem())),
                HasSubstr("VerifySsl::ca_file()"));
}

TEST(Tls, RefusesACertificateForAnotherHost) {
    const CertificateAuthority authority;
    const SafeServer server({.certificate = authority.issue({.dns = {"other.example"}})});
    const VerifySsl verify = VerifySsl::ca_pem(authority.pem());
    EXPECT_THAT(failure(server, verify, "localhost"), HasSubstr("another host"));
    EXPECT_THAT(failure(server, verify, "127.0.0.1"), HasSubstr("another host"));
}

TEST(Tls, RefusesANameInPlaceOfAnAddress) {
    const CertificateAuthority authority;
    const SafeServer server({.certificate = authority.issue({.dns = {"localhost", "127.0.0.1"}})});
    EXPECT_THAT(failure(server, VerifySsl::ca_pem(authority.pem())), HasSubstr("another host"));
}

TEST(Tls, RefusesACertificateOutOfItsTime) {
    const CertificateAuthority authority;
    const VerifySsl verify = VerifySsl::ca_pem(authority.pem());
    for (const Validity validity : {Validity::expired, Validity::not_yet_valid}) {
        const SafeServer server(
            {.certificate = authority.issue({.ip = {"127.0.0.1"}, .validity = validity})});
        EXPECT_THAT(failure(server, verify), HasSubstr("not trusted"));
    }
}

TEST(Tls, RefusesASelfSignedCertificate) {
    const SafeServer server({.certificate = testing::self_signed({.ip = {"127.0.0.1"}})});
    EXPECT_THAT(failure(server, true), HasSubstr("not trusted"));
}

TEST(Tls, AcceptsAChainAndRefusesItsEndAlone) {
    const CertificateAuthority root;
    const CertificateAuthority intermediate = root.intermediate();
    Certificate certificate = intermediate.issue({.ip = {"127.0.0.1"}});
    const VerifySsl verify = VerifySsl::ca_pem(root.pem());
    EXPECT_THAT(failure(SafeServer({.certificate = certificate}), verify), HasSubstr("accepted"));
    certificate.chain_pem.clear();
    EXPECT_THAT(failure(SafeServer({.certificate = certificate}), verify),
                HasSubstr("not trusted"));
}

TEST(Tls, TrustsAnybodyOnlyWhenToldTo) {
    const SafeServer server({.certificate = testing::self_signed({.dns = {"other.example"}})});
    EXPECT_THAT(failure(server, false), HasSubstr("accepted"));
}

TEST(Tls, RefusesOldVersions) {
    const SafeServer server(
        {.min_version = TlsVersion::tls_1_0, .max_version = TlsVersion::tls_1_1});
    EXPECT_THAT(failure(server, VerifySsl::ca_pem(server.ca_pem())), HasSubstr("handshake"));
}

TEST(Tls, SpeaksVersion12) {
    const SafeServer server({.max_version = TlsVersion::tls_1_2});
    const Client client(
        {.base_url = server.url(), .verify_ssl = VerifySsl::ca_pem(server.ca_pem())});
    EXPECT_EQ(client.get("/").send().bytes(), "safe");
    EXPECT_EQ(server.last_request().tls->version, "TLSv1.2");
}

TEST(Tls, SaysSoWhenTheServerDoesNotSpeakIt) {
    const TestServer plain;
    EXPECT_THAT(failure(plain, true), HasSubstr("speak TLS on this port"));
}

TEST(Tls, CarriesLargeBodiesBothWays) {
    TestServer server({.tls = true});
    server.post("/echo", [](const testing::ServerRequest& request) {
        return ServerResponse::text(request.body);
    });
    const Client client(
        {.base_url = server.url(), .verify_ssl = VerifySsl::ca_pem(server.ca_pem())});
    const std::string large(3'000'000, 'x');
    EXPECT_EQ(client.post("/echo").body(large).send().bytes(), large);
}

TEST(Tls, NoticesThatTheServerClosedAnIdleConnection) {
    SafeServer server;
    const Client client(
        {.base_url = server.url(), .verify_ssl = VerifySsl::ca_pem(server.ca_pem())});
    client.post("/").send();
    server.close_idle_connections();
    ASSERT_TRUE(server.wait_for_open_connections(0));
    EXPECT_EQ(client.post("/").send().bytes(), "safe");
}

TEST(Tls, TakesABodyThatWasCutOffForTruncated) {
    // Without close_notify anybody on the way could have ended it.
    TestServer server({.tls = true});
    server.script("/", Script().read_request().send("HTTP/1.1 200 OK\r\n\r\nhalf").abandon());
    const Client client(
        {.base_url = server.url(), .verify_ssl = VerifySsl::ca_pem(server.ca_pem())});
    EXPECT_THROW(client.get("/").max_attempts(1).send(), TruncatedResponseError);

    server.script("/", Script().read_request().send("HTTP/1.1 200 OK\r\n\r\nwhole").close());
    EXPECT_EQ(client.get("/").send().bytes(), "whole");
}

TEST(Tls, SaysWhichCertificatesCannotBeRead) {
    EXPECT_THROW(Client({.verify_ssl = VerifySsl::ca_file("/no/such/file.pem")}),
                 ConfigurationError);
    EXPECT_THROW(Client({.verify_ssl = VerifySsl::ca_pem("no certificate")}), ConfigurationError);
}

}  // namespace
}  // namespace curlew
