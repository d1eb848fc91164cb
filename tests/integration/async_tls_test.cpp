#include "support/async_run.hpp"
#include "support/nginx.hpp"

#include <curlew/async_client.hpp>
#include <curlew/testing/certificates.hpp>
#include <curlew/testing/test_server.hpp>

#include <cstdio>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using ::testing::HasSubstr;
using testing::Nginx;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

class AsyncTls : public ::testing::Test {
protected:
    AsyncTls() {
        server_.fallback(
            [](const ServerRequest& request) { return ServerResponse::text(request.body); });
    }

    std::string ask(const AsyncClient& client, std::string body = "safe") {
        return testing::run_on(loop_, client.post("/").body(std::move(body)).send()).bytes();
    }

    TestServer server_{testing::TestServerConfig{.tls = true}};
    asio::io_context loop_{1};
    const AsyncClient client_{
        loop_.get_executor(),
        ClientConfig{.base_url = server_.url(), .verify_ssl = VerifySsl::ca_pem(server_.ca_pem())}};
};

TEST_F(AsyncTls, IsVerifiedAndKeptAlive) {
    EXPECT_EQ(ask(client_), "safe");
    EXPECT_EQ(ask(client_), "safe");
    EXPECT_EQ(server_.tls_handshakes(), 1u);
    EXPECT_EQ(server_.last_request().tls->alpn, "http/1.1");
}

TEST_F(AsyncTls, CarriesLargeBodiesBothWays) {
    const std::string large(3'000'000, 'x');
    EXPECT_EQ(ask(client_, large), large);
}

TEST_F(AsyncTls, RefusesAnUnknownAuthority) {
    const AsyncClient stranger(loop_.get_executor(), {.base_url = server_.url()});
    try {
        ask(stranger);
        FAIL() << "nobody vouched for that certificate";
    } catch (const TlsError& error) {
        EXPECT_EQ(error.phase(), Phase::tls);
        EXPECT_THAT(error.what(), HasSubstr("not trusted"));
    }
    EXPECT_EQ(server_.request_count(), 0u);
    EXPECT_EQ(stranger.pool_stats().in_use, 0u);
}

TEST_F(AsyncTls, TakesABodyThatWasCutOffForTruncated) {
    server_.script("/cut", Script().read_request().send("HTTP/1.1 200 OK\r\n\r\nhalf").abandon());
    EXPECT_THROW(testing::run_on(loop_, client_.get("/cut").send()), TruncatedResponseError);
    server_.script("/all", Script().read_request().send("HTTP/1.1 200 OK\r\n\r\nwhole").close());
    EXPECT_EQ(testing::run_on(loop_, client_.get("/all").send()).bytes(), "whole");
}

TEST_F(AsyncTls, ServesManyCoroutinesAtOnce) {
    int right = 0;
    const auto work = [&](int number) -> Task<void> {
        const std::string body = std::to_string(number);
        const Response response = co_await client_.post("/").body(body).send();
        if (response.bytes() == body) ++right;
    };
    for (int i = 0; i < 200; ++i)
        asio::co_spawn(loop_, work(i), asio::detached);
    testing::run_dry(loop_);
    EXPECT_EQ(right, 200);
    EXPECT_LE(server_.connection_count(), 100u);
}

struct Id {
    int id = 0;
};

/// Counts the answers that are as they should be.
Task<void> ask_nginx(const AsyncClient& client, std::string origin, int& right) {
    const Id found = co_await client.get(origin + "/json").as<Id>();
    const Response limited = co_await client.get(origin + "/limited").send();
    const Response large = co_await client.get(origin + "/large.txt").send();
    if (found.id == 1 && limited.bytes() == "ok" && large.bytes().size() == 300'000) ++right;
}

TEST(AsyncNginx, ServesManyCoroutinesPlainAndOverTls) {
    if (!testing::is_executable(Nginx::program)) {
        std::fprintf(stderr, "\n*** NOT TESTED: %s is not installed. ***\n\n", Nginx::program);
        GTEST_SKIP() << Nginx::program << " is not installed";
    }
    const testing::CertificateAuthority authority;
    const auto certificate = authority.issue({.ip = {"127.0.0.1"}});
    const Nginx nginx(
        "location /json { default_type application/json; return 200 '{\"id\":1}'; }\n"
        "location /limited { keepalive_requests 2; return 200 'ok'; }\n",
        certificate.cert_pem, certificate.key_pem);
    nginx.folder().write("large.txt", std::string(300'000, 'x'));
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(), {.verify_ssl = VerifySsl::ca_pem(authority.pem()),
                                                   .limits = {.max_connections = 20}});
    int right = 0;
    for (int i = 0; i < 100; ++i) {
        asio::co_spawn(loop, ask_nginx(client, nginx.url(), right), asio::detached);
        asio::co_spawn(loop, ask_nginx(client, nginx.https_url(), right), asio::detached);
    }
    testing::run_dry(loop);
    EXPECT_EQ(right, 200);
}

}  // namespace
}  // namespace curlew
