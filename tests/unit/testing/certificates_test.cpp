#include <curlew/testing/certificates.hpp>

#include <memory>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace curlew::testing {
namespace {

struct FreeX509 {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using X509Ptr = std::unique_ptr<X509, FreeX509>;

X509Ptr parse(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509Ptr certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
    BIO_free(bio);
    return certificate;
}

/// What OpenSSL has to say about a certificate when only `root_pem` is trusted.
int verify(const Certificate& certificate, const std::string& root_pem, int purpose) {
    const X509Ptr leaf = parse(certificate.cert_pem);
    const X509Ptr root = parse(root_pem);
    const X509Ptr between = parse(certificate.chain_pem);
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, root.get());
    STACK_OF(X509)* chain = sk_X509_new_null();
    if (between) sk_X509_push(chain, between.get());
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, leaf.get(), chain);
    X509_STORE_CTX_set_purpose(context, purpose);
    X509_verify_cert(context);
    const int result = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    sk_X509_free(chain);
    X509_STORE_free(store);
    return result;
}

int verify_server(const Certificate& certificate, const std::string& root_pem) {
    return verify(certificate, root_pem, X509_PURPOSE_SSL_SERVER);
}

TEST(Certificates, AreTrustedThroughTheirAuthorityOnly) {
    const CertificateAuthority ours;
    const CertificateAuthority theirs;
    const Certificate certificate = ours.issue({.dns = {"localhost"}});
    EXPECT_EQ(verify_server(certificate, ours.pem()), X509_V_OK);
    EXPECT_NE(verify_server(certificate, theirs.pem()), X509_V_OK);
}

TEST(Certificates, AreGoodForTheNamesAndAddressesGiven) {
    const CertificateAuthority ca;
    const X509Ptr certificate = parse(
        ca.issue({.dns = {"localhost", "*.example.com"}, .ip = {"127.0.0.1", "::1"}}).cert_pem);
    const auto good_for = [&](const char* host) {
        return X509_check_host(certificate.get(), host, 0, 0, nullptr) == 1;
    };
    const auto good_for_ip = [&](const char* address) {
        return X509_check_ip_asc(certificate.get(), address, 0) == 1;
    };
    EXPECT_TRUE(good_for("localhost"));
    EXPECT_TRUE(good_for("api.example.com"));
    EXPECT_FALSE(good_for("example.org"));
    EXPECT_TRUE(good_for_ip("127.0.0.1"));
    EXPECT_TRUE(good_for_ip("::1"));
    EXPECT_FALSE(good_for_ip("127.0.0.2"));
}

TEST(Certificates, CanBeOutOfDate) {
    const CertificateAuthority ca;
    EXPECT_EQ(verify_server(ca.issue({.validity = Validity::expired}), ca.pem()),
              X509_V_ERR_CERT_HAS_EXPIRED);
    EXPECT_EQ(verify_server(ca.issue({.validity = Validity::not_yet_valid}), ca.pem()),
              X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST(Certificates, SelfSignedOneVouchesForItself) {
    const CertificateAuthority ca;
    const Certificate certificate = self_signed({.dns = {"localhost"}});
    EXPECT_EQ(verify_server(certificate, ca.pem()), X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
    EXPECT_EQ(verify_server(certificate, certificate.cert_pem), X509_V_OK);
}

TEST(Certificates, IntermediateComesAlongAndIsNeeded) {
    const CertificateAuthority root;
    Certificate certificate = root.intermediate().issue({.dns = {"localhost"}});
    EXPECT_EQ(verify_server(certificate, root.pem()), X509_V_OK);
    certificate.chain_pem.clear();
    EXPECT_EQ(verify_server(certificate, root.pem()), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

TEST(Certificates, ClientsCertificateIsNoServers) {
    const CertificateAuthority ca;
    const Certificate certificate = ca.issue({.usage = KeyUsage::client});
    EXPECT_EQ(verify(certificate, ca.pem(), X509_PURPOSE_SSL_CLIENT), X509_V_OK);
    EXPECT_EQ(verify_server(certificate, ca.pem()), X509_V_ERR_INVALID_PURPOSE);
}

TEST(Certificates, RefuseWhatIsNoAddress) {
    const CertificateAuthority ca;
    EXPECT_THROW(static_cast<void>(ca.issue({.ip = {"localhost"}})), std::invalid_argument);
    EXPECT_THROW(static_cast<void>(ca.issue({.common_name = std::string(100, 'x')})),
                 std::invalid_argument);
}

}  // namespace
}  // namespace curlew::testing
