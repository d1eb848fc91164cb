#include "testing/openssl_ptr.hpp"

#include <curlew/testing/certificates.hpp>

#include <cstdint>
#include <stdexcept>
#include <utility>

#include <openssl/pem.h>
#include <openssl/rand.h>

namespace curlew::testing {
namespace {

using namespace detail;

constexpr long hour = 60 * 60;
constexpr long day = 24 * hour;

/// Passes on what an OpenSSL function returned, unless it says that it failed.
template <class T>
T checked(T result, const char* what) {
    if (!result) throw std::runtime_error(std::string("cannot make a certificate: ") + what);
    return result;
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate) {
    const BioPtr bio(checked(BIO_new(BIO_s_mem()), "out of memory"));
    checked(PEM_write_bio_X509(bio.get(), certificate), "writing PEM");
    return text_of(bio.get());
}

std::string to_pem(EVP_PKEY* key) {
    const BioPtr bio(checked(BIO_new(BIO_s_mem()), "out of memory"));
    checked(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr),
            "writing PEM");
    return text_of(bio.get());
}

KeyPtr make_key() {
    return KeyPtr(checked(EVP_EC_gen("P-256"), "generating a key"));
}

void set_name(X509_NAME* name, const std::string& common_name) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(common_name.data());
    if (!X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes,
                                    static_cast<int>(common_name.size()), -1, 0)) {
        throw std::invalid_argument("\"" + common_name + "\" cannot be a common name");
    }
}

void set_validity(X509* certificate, Validity validity) {
    const auto [from, to] = validity == Validity::current   ? std::pair(-hour, day)
                            : validity == Validity::expired ? std::pair(-2 * day, -hour)
                                                            : std::pair(day, 2 * day);
    checked(X509_gmtime_adj(X509_getm_notBefore(certificate), from), "setting its validity");
    checked(X509_gmtime_adj(X509_getm_notAfter(certificate), to), "setting its validity");
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const X509ExtensionPtr extension(
        checked(X509V3_EXT_conf_nid(nullptr, &context, nid, value), value));
    checked(X509_add_ext(certificate, extension.get(), -1), value);
}

GeneralNamePtr dns_name(const std::string& name) {
    GeneralNamePtr general(checked(GENERAL_NAME_new(), "out of memory"));
    ASN1_IA5STRING* text = checked(ASN1_IA5STRING_new(), "out of memory");
    GENERAL_NAME_set0_value(general.get(), GEN_DNS, text);
    checked(ASN1_STRING_set(text, name.data(), static_cast<int>(name.size())), "out of memory");
    return general;
}

GeneralNamePtr ip_address(const std::string& address) {
    ASN1_OCTET_STRING* octets = a2i_IPADDRESS(address.c_str());
    if (octets == nullptr) throw std::invalid_argument("\"" + address + "\" is no IP address");
    GeneralNamePtr general(GENERAL_NAME_new());
    if (!general) ASN1_OCTET_STRING_free(octets);
    checked(general.get(), "out of memory");
    GENERAL_NAME_set0_value(general.get(), GEN_IPADD, octets);
    return general;
}

void add_alternative_names(X509* certificate, const CertificateOptions& options) {
    if (options.dns.empty() && options.ip.empty()) return;
    const GeneralNamesPtr names(checked(GENERAL_NAMES_new(), "out of memory"));
    const auto add = [&](GeneralNamePtr name) {
        checked(sk_GENERAL_NAME_push(names.get(), name.get()), "out of memory");
        static_cast<void>(name.release());  // the stack owns it now
    };
    for (const std::string& name : options.dns)
        add(dns_name(name));
    for (const std::string& address : options.ip)
        add(ip_address(address));
    checked(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0),
            "adding its names");
}

/// A certificate without signature for `key`, issued by `issuer`, or by itself without one.
X509Ptr draft(const std::string& common_name, EVP_PKEY* key, X509* issuer, Validity validity) {
    X509Ptr certificate(checked(X509_new(), "out of memory"));
    checked(X509_set_version(certificate.get(), X509_VERSION_3), "setting its version");
    std::uint64_t serial = 0;
    checked(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1,
            "no random numbers");
    // A serial number is positive (RFC 5280 section 4.1.2.2).
    checked(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), (serial >> 1) | 1),
            "setting its serial number");
    set_validity(certificate.get(), validity);
    set_name(X509_get_subject_name(certificate.get()), common_name);
    X509* const signer = issuer != nullptr ? issuer : certificate.get();
    checked(X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)),
            "setting its issuer");
    checked(X509_set_pubkey(certificate.get(), key), "setting its key");
    return certificate;
}

void add_key_identifiers(X509* certificate, X509* issuer) {
    add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
    add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");
}

void sign(X509* certificate, EVP_PKEY* key) {
    checked(X509_sign(certificate, key, EVP_sha256()), "signing");
}

/// @param issuer nullptr together with `issuer_key`: signed by itself
Certificate make_leaf(const CertificateOptions& options, X509* issuer, EVP_PKEY* issuer_key) {
    const KeyPtr key = make_key();
    const X509Ptr certificate = draft(options.common_name, key.get(), issuer, options.validity);
    X509* const signer = issuer != nullptr ? issuer : certificate.get();
    add_extension(certificate.get(), signer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(certificate.get(), signer, NID_key_usage, "critical,digitalSignature");
    add_extension(certificate.get(), signer, NID_ext_key_usage,
                  options.usage == KeyUsage::server ? "serverAuth" : "clientAuth");
    add_alternative_names(certificate.get(), options);
    add_key_identifiers(certificate.get(), signer);
    sign(certificate.get(), issuer_key != nullptr ? issuer_key : key.get());
    return {to_pem(certificate.get()), to_pem(key.get()), {}};
}

}  // namespace

struct CertificateAuthority::Impl {
    /// @param parent nullptr for a root
    Impl(const std::string& common_name, const Impl* parent)
        : key(make_key()),
          certificate(draft(common_name, key.get(),
                            parent != nullptr ? parent->certificate.get() : nullptr,
                            Validity::current)) {
        X509* const signer = parent != nullptr ? parent->certificate.get() : certificate.get();
        add_extension(certificate.get(), signer, NID_basic_constraints, "critical,CA:TRUE");
        add_extension(certificate.get(), signer, NID_key_usage, "critical,keyCertSign,cRLSign");
        add_key_identifiers(certificate.get(), signer);
        sign(certificate.get(), parent != nullptr ? parent->key.get() : key.get());
        pem = to_pem(certificate.get());
        if (parent != nullptr) chain_pem = pem + parent->chain_pem;
    }

    KeyPtr key;
    X509Ptr certificate;
    std::string pem;
    std::string chain_pem;  // from this authority up to below the root; empty for the root
};

CertificateAuthority::CertificateAuthority(const std::string& common_name)
    : impl_(std::make_unique<Impl>(common_name, nullptr)) {}
CertificateAuthority::CertificateAuthority(std::unique_ptr<Impl> impl) noexcept
    : impl_(std::move(impl)) {}
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;
CertificateAuthority::~CertificateAuthority() = default;

const std::string& CertificateAuthority::pem() const noexcept {
    return impl_->pem;
}

Certificate CertificateAuthority::issue(const CertificateOptions& options) const {
    Certificate issued = make_leaf(options, impl_->certificate.get(), impl_->key.get());
    issued.chain_pem = impl_->chain_pem;
    return issued;
}

CertificateAuthority CertificateAuthority::intermediate(const std::string& common_name) const {
    return CertificateAuthority(std::make_unique<Impl>(common_name, impl_.get()));
}

Certificate self_signed(const CertificateOptions& options) {
    return make_leaf(options, nullptr, nullptr);
}

}  // namespace curlew::testing
