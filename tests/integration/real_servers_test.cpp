#include "support/httpbin.hpp"
#include "support/nginx.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/certificates.hpp>

#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using testing::Httpbin;
using testing::Nginx;

/// Says so where everybody looks: a test that did not run is not a test that passed.
bool is_missing(const char* program) {
    if (testing::is_executable(program)) return false;
    std::fprintf(stderr,
                 "\n*** NOT TESTED: %s is not installed. ./dev bootstrap installs it. ***\n\n",
                 program);
    return true;
}

class NginxTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        if (is_missing(Nginx::program)) return;
        authority_ = std::make_unique<testing::CertificateAuthority>();
        const auto certificate = authority_->issue({.ip = {"127.0.0.1"}});
        server_ = std::make_unique<Nginx>(
            "location /json { default_type application/json; return 200 '{\"id\":1}'; }\n"
            "location /missing { return 404 'no'; }\n"
            "location /limited { keepalive_requests 2; return 200 'ok'; }\n"
            "location /moved { return 301 /json; }\n"
            "location /compressed { gzip on; gzip_types *; alias ./large.txt; }\n",
            certificate.cert_pem, certificate.key_pem);
        server_->folder().write("large.txt", std::string(3'000'000, 'x'));
    }
    static void TearDownTestSuite() {
        server_.reset();
        authority_.reset();
    }
    void SetUp() override {
        if (!server_) GTEST_SKIP() << Nginx::program << " is not installed";
    }

    static inline std::unique_ptr<testing::CertificateAuthority> authority_;
    static inline std::unique_ptr<Nginx> server_;
};

struct Id {
    int id;
};

TEST_F(NginxTest, IsUnderstood) {
    const Client client({.base_url = server_->url()});
    EXPECT_EQ(client.get("/json").as<Id>().id, 1);
    EXPECT_EQ(client.get("/json").send().header("Content-Type"), "application/json");
    EXPECT_EQ(client.get("/large.txt").send().bytes().size(), 3'000'000u);
    const Response compressed = client.get("/compressed").send();
    EXPECT_EQ(compressed.header("Content-Encoding"), "gzip");
    EXPECT_EQ(compressed.bytes(), std::string(3'000'000, 'x'));
    EXPECT_EQ(client.head("/large.txt").send().header("Content-Length"), "3000000");
    EXPECT_EQ(client.get("/moved").follow_redirects(false).send().status(), 301);
    EXPECT_EQ(client.get("/moved").send().history().size(), 1u);
    EXPECT_THROW(client.get("/missing").send(), NotFoundError);
}

TEST_F(NginxTest, IsUnderstoodOverTls) {
    const Client client(
        {.base_url = server_->https_url(), .verify_ssl = VerifySsl::ca_pem(authority_->pem())});
    EXPECT_EQ(client.get("/json").as<Id>().id, 1);
    EXPECT_EQ(client.get("/large.txt").send().bytes().size(), 3'000'000u);
    EXPECT_THROW(Client({.base_url = server_->https_url()}).get("/json").send(), TlsError);
}

TEST_F(NginxTest, MayEndKeepAliveWheneverItLikes) {
    const Client client({.base_url = server_->url()});
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(client.get("/limited").send().bytes(), "ok");
}

TEST_F(NginxTest, ServesManyThreadsThroughOneClient) {
    const Client client({.base_url = server_->url()});
    std::vector<std::jthread> threads;
    for (int t = 0; t < 32; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i)
                EXPECT_EQ(client.get("/json").as<Id>().id, 1);
        });
    }
}

class HttpbinTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        if (!is_missing(Httpbin::program)) server_ = std::make_unique<Httpbin>();
    }
    static void TearDownTestSuite() { server_.reset(); }
    void SetUp() override {
        if (!server_) GTEST_SKIP() << Httpbin::program << " is not installed";
    }

    static inline std::unique_ptr<Httpbin> server_;
};

/// What httpbin saw of a request.
struct Seen {
    std::map<std::string, Json> args;
    std::map<std::string, std::string> headers;
    std::string url;
};
struct SeenBody {
    std::string data;
    std::map<std::string, std::string> form;
    std::map<std::string, std::string> files;
    std::optional<Json> json;
};

TEST_F(HttpbinTest, SeesWhatWasMeant) {
    const Client client({.base_url = server_->url()});
    const Seen seen = client.get("/get?a=1").param("b", "x y&z").header("X-Test", "yes").as<Seen>();
    EXPECT_EQ(seen.args.at("a"), "1");
    EXPECT_EQ(seen.args.at("b"), "x y&z");
    EXPECT_EQ(seen.headers.at("X-Test"), "yes");

    EXPECT_EQ(client.post("/post").json(Id{5}).as<SeenBody>().json, Json({{"id", 5}}));
    EXPECT_EQ(client.put("/put").body("raw", "text/plain").as<SeenBody>().data, "raw");
    EXPECT_EQ(client.patch("/patch").form({{"n", "J D"}}).as<SeenBody>().form.at("n"), "J D");
    const auto next = [left = 3]() mutable {
        return left-- > 0 ? std::optional<std::string>("piece ") : std::nullopt;
    };
    EXPECT_EQ(client.post("/post").body(Body::generator(next), "text/plain").as<SeenBody>().data,
              "piece piece piece ");
    const SeenBody form =
        client.post("/post")
            .multipart(Multipart()
                           .field("größe \"1\"", "zwölf")
                           .part("file", Body::bytes("content"), "ünï.txt", "text/plain"))
            .as<SeenBody>();
    EXPECT_EQ(form.form.at("größe %221%22"), "zwölf");
    EXPECT_EQ(form.files.at("file"), "content");
    EXPECT_EQ(client.del("/delete").as<SeenBody>().data, "");
}

TEST_F(HttpbinTest, AnswersEveryStatus) {
    const Client client({.base_url = server_->url(), .retry = {.max_attempts = 1}});
    EXPECT_THROW(client.get("/status/401").send(), AuthenticationError);
    EXPECT_THROW(client.get("/status/403").send(), ForbiddenError);
    EXPECT_THROW(client.get("/status/404").send(), NotFoundError);
    EXPECT_THROW(client.get("/status/418").send(), ClientResponseError);
    EXPECT_THROW(client.get("/status/429").send(), RateLimitError);
    EXPECT_THROW(client.get("/status/503").send(), ServerError);
    EXPECT_EQ(client.get("/status/204").send().status(), 204);
}

TEST_F(HttpbinTest, CompressesInManyWays) {
    const Client client({.base_url = server_->url()});
    EXPECT_EQ(client.get("/gzip").send().json()["gzipped"], true);
    EXPECT_EQ(client.get("/deflate").send().json()["deflated"], true);
    EXPECT_EQ(client.get("/brotli").send().json()["brotli"], true);
}

TEST_F(HttpbinTest, StreamsJsonLines) {
    const Client client({.base_url = server_->url()});
    int next = 0;
    for (const Id& line : client.get("/stream/20").stream().json_lines<Id>())
        EXPECT_EQ(line.id, next++);
    EXPECT_EQ(next, 20);
}

TEST_F(HttpbinTest, SendsBodiesOfManyKinds) {
    const Client client({.base_url = server_->url()});
    EXPECT_EQ(client.get("/bytes/1000").send().bytes().size(), 1000u);
    EXPECT_EQ(client.get("/stream-bytes/1000").send().bytes().size(), 1000u);
    EXPECT_EQ(client.get("/user-agent").send().json()["user-agent"], "curlew/" CURLEW_VERSION);
    EXPECT_THAT(client.get("/html").send().text(), ::testing::HasSubstr("<h1>"));
}

}  // namespace
}  // namespace curlew
