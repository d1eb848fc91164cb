#include "support/bad_peer_cases.hpp"

#include <curlew/client.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using testing::Bad;
using testing::BadResponse;
using testing::Script;
using testing::ServerResponse;
using testing::TestServer;
using testing::Then;

constexpr std::size_t head_limit = 64 * 1024;
constexpr std::size_t body_limit = 100'000;

Script script_of(const BadResponse& bad) {
    const Script sent = Script().read_request().send(bad.bytes);
    switch (bad.then) {
        case Then::close:
            return sent.close();
        case Then::reset:
            return sent.reset();
        case Then::hang:
            return sent.hang();
    }
    return sent;
}

const char* kind_of(const ClientError& error) {
    if (dynamic_cast<const MalformedResponseError*>(&error) != nullptr) return "malformed";
    if (dynamic_cast<const TruncatedResponseError*>(&error) != nullptr) return "truncated";
    if (dynamic_cast<const ResponseTooLargeError*>(&error) != nullptr) return "too large";
    if (dynamic_cast<const ReadTimeoutError*>(&error) != nullptr) return "read timeout";
    if (dynamic_cast<const ConnectionError*>(&error) != nullptr) return "closed";
    return "another error";
}

const char* name_of(Bad error) {
    switch (error) {
        case Bad::malformed:
            return "malformed";
        case Bad::truncated:
            return "truncated";
        case Bad::too_large:
            return "too large";
        case Bad::closed:
            return "closed";
        case Bad::read_timeout:
            return "read timeout";
    }
    return "";
}

class BadPeer : public ::testing::TestWithParam<BadResponse> {
protected:
    /// A peer that only stops sending is known by nothing but time.
    static Client client_for(const TestServer& server) {
        const bool silent = GetParam().error == Bad::read_timeout;
        return Client({.base_url = server.url(),
                       .timeout = TimeoutConfig::each(silent ? Duration(50ms) : Duration(20s)),
                       .max_response_body = body_limit,
                       .retry = {.max_attempts = 1}});
    }

    static void expect_failure(const Client& client) {
        const Result<Response> result = client.get("/bad").try_send();
        ASSERT_FALSE(result.has_value()) << "accepted, with status " << result->status();
        if (GetParam().then == Then::reset) {
            // A reset destroys what is still on its way: the client may have seen none of it.
            EXPECT_THAT(kind_of(result.error()), ::testing::AnyOf(::testing::StrEq("truncated"),
                                                                  ::testing::StrEq("closed")));
        } else {
            EXPECT_STREQ(kind_of(result.error()), name_of(GetParam().error))
                << result.error().what();
            EXPECT_THAT(result.error().what(), ::testing::HasSubstr(GetParam().message));
        }
        ASSERT_NE(result.error().request(), nullptr);
        EXPECT_EQ(result.error().request()->method(), "GET");
        EXPECT_EQ(result.error().attempt_count(), 1);
    }
};

INSTANTIATE_TEST_SUITE_P(Responses, BadPeer,
                         ::testing::ValuesIn(testing::bad_responses(head_limit, body_limit)),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(BadPeer, IsAClearErrorAndTheNextRequestWorks) {
    TestServer server;
    server.script("/bad", script_of(GetParam()));
    server.get("/good", [] { return ServerResponse::text("fine"); });
    const Client client = client_for(server);

    EXPECT_EQ(client.get("/good").send().bytes(), "fine");
    expect_failure(client);
    EXPECT_EQ(client.get("/good").timeout(20s).send().bytes(), "fine");
}

TEST(BadPeers, AreAtLeastSixty) {
    EXPECT_GE(testing::bad_responses(head_limit, body_limit).size(), 60u);
}

}  // namespace
}  // namespace curlew
