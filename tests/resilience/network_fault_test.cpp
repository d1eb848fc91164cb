#include "support/each_client.hpp"
#include "support/mocked.hpp"

#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using testing::EitherClient;
using testing::Script;
using testing::ServerResponse;
using testing::TestServer;

/// Something that goes wrong once, in one phase.
struct Fault {
    const char* name;
    Phase phase;
    bool tls;
    Script script;     // of the connection
    std::string body;  // of the request
    bool is_retried;

    friend std::ostream& operator<<(std::ostream& out, const Fault& fault) {
        return out << fault.name;
    }
};

std::vector<Fault> faults() {
    const std::string large(5'000'000, 'x');
    const auto answer = [](const char* bytes) { return Script().read_request().send(bytes); };
    return {
        {"TlsClosed", Phase::tls, true, Script().close(), "", false},
        {"TlsSilent", Phase::tls, true, Script().hang(), "", true},
        {"WriteReset", Phase::write, false, Script().read_head().reset(), large, true},
        {"WriteStalled", Phase::write, false, Script().read_head().stall(), large, true},
        {"HeadClosed", Phase::head, false, Script().read_request().close(), "", true},
        {"HeadReset", Phase::head, false, Script().read_request().reset(), "", true},
        {"HeadTorn", Phase::head, false, answer("HTTP/1.1 200 O").close(), "", true},
        {"HeadSilent", Phase::head, false, Script().read_request().hang(), "", true},
        {"HeadGarbage", Phase::head, false, answer("what?\r\n\r\n").close(), "", false},
        {"BodyTorn", Phase::body, false,
         answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhe").close(), "", true},
        {"BodyReset", Phase::body, false,
         answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhe").reset(), "", true},
        {"BodySilent", Phase::body, false,
         answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhe").hang(), "", true},
        {"ChunkTorn", Phase::body, false,
         answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe").close(), "", true},
    };
}

class NetworkFault : public ::testing::TestWithParam<std::tuple<Fault, bool>> {
protected:
    NetworkFault() : server_({.tls = std::get<0>(GetParam()).tls}) {
        server_.fallback([] { return ServerResponse::text("hello"); });
        server_.on_connect(fault().script);
    }
    [[nodiscard]] const Fault& fault() const { return std::get<0>(GetParam()); }

    /// What is silent is known by nothing but time.
    [[nodiscard]] EitherClient client(int max_attempts) const {
        ClientConfig config{.base_url = server_.url(),
                            .timeout = TimeoutConfig::each(500ms),
                            .retry = {.max_attempts = max_attempts, .backoff_factor = 1ms}};
        if (fault().tls) config.verify_ssl = VerifySsl::ca_pem(server_.ca_pem());
        return {std::get<1>(GetParam()), config};
    }
    Response put(EitherClient& client) const {
        return client.send("PUT", "/",
                           [this](auto request) { return std::move(request).body(fault().body); });
    }

    TestServer server_;
};

INSTANTIATE_TEST_SUITE_P(Each, NetworkFault,
                         ::testing::Combine(::testing::ValuesIn(faults()), ::testing::Bool()),
                         [](const auto& test) {
                             return std::string(std::get<0>(test.param).name) +
                                    (std::get<1>(test.param) ? "Async" : "");
                         });

TEST_P(NetworkFault, IsAnErrorWithoutRetries) {
    EitherClient client = this->client(1);
    EXPECT_THROW(put(client), ClientError);
    EXPECT_EQ(client.pool_stats().in_use, 0u);
    EXPECT_EQ(put(client).text(), "hello") << "and the next request is none the worse for it";
}

TEST_P(NetworkFault, IsTriedAgainIfThatMayHelp) {
    EitherClient client = this->client(2);
    if (!fault().is_retried) {
        EXPECT_THROW(put(client), ClientError);
        return;
    }
    const Response response = put(client);
    EXPECT_EQ(response.text(), "hello");
    ASSERT_EQ(response.attempt_count(), 2);
    const Attempt first = response.attempts().front();
    EXPECT_FALSE(first.outcome.empty());
    try {
        std::rethrow_exception(first.error);
    } catch (const ClientError& error) {
        // A reset may be noticed a little earlier or later than it is sent.
        const bool may_differ = std::string(fault().name).ends_with("Reset");
        EXPECT_TRUE(may_differ || error.phase() == fault().phase) << error.what();
    }
    EXPECT_EQ(client.pool_stats().in_use, 0u);
}

}  // namespace
}  // namespace curlew
