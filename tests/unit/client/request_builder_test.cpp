#include <curlew/client.hpp>
#include <curlew/version.hpp>

#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;

class RequestBuilderTest : public ::testing::Test {
protected:
    Client client_{ClientConfig{.base_url = "https://h/v1",
                                .headers = {{"X-Client", "c"}},
                                .timeout = {.read = 3s, .total = 60s}}};
};

TEST_F(RequestBuilderTest, BuildsWithoutSending) {
    const Request request = client_.post("/users").param("page", 2).body("x", "text/plain").build();
    EXPECT_EQ(request.method(), "POST");
    EXPECT_EQ(request.url().str(), "https://h/v1/users?page=2");
    EXPECT_EQ(request.body(), "x");
    EXPECT_EQ(request.headers(), (Headers{{"User-Agent", "curlew/" CURLEW_VERSION},
                                          {"Accept", "*/*"},
                                          {"Accept-Encoding", "gzip, deflate, br, zstd"},
                                          {"Content-Type", "text/plain"},
                                          {"X-Client", "c"}}));
}

TEST_F(RequestBuilderTest, JoinsUrlsAsABaseUrlDoes) {
    EXPECT_EQ(client_.get("users").build().url().str(), "https://h/v1/users");
    EXPECT_EQ(client_.get("http://other/x").build().url().str(), "http://other/x");
    EXPECT_EQ(client_.get("").build().url().str(), "https://h/v1");
}

TEST_F(RequestBuilderTest, LetsTheRequestsTimeoutsGoOverTheClients) {
    EXPECT_EQ(client_.get("/").build().options().timeout.read, 3s);

    const TimeoutConfig each = client_.get("/").timeout(1s).build().options().timeout;
    EXPECT_EQ(each.connect, 1s);
    EXPECT_EQ(each.read, 1s);
    EXPECT_EQ(each.write, 1s);
    EXPECT_EQ(each.pool, 1s);
    EXPECT_EQ(each.total, 60s) << "the client's total stays";

    const TimeoutConfig whole = client_.get("/").timeout({.read = 2s}).build().options().timeout;
    EXPECT_EQ(whole.read, 2s);
    EXPECT_EQ(whole.total, std::nullopt);

    const TimeoutConfig total = client_.get("/").total_timeout(5s).build().options().timeout;
    EXPECT_EQ(total.read, 3s);
    EXPECT_EQ(total.total, 5s);
    EXPECT_EQ(client_.get("/").timeout(TimeoutConfig::unlimited()).build().options().timeout.read,
              std::nullopt);
}

TEST_F(RequestBuilderTest, ClonesAreIndependent) {
    RequestBuilder original = client_.get("/").param("a", 1);
    const RequestBuilder clone = original.clone();
    original = std::move(original).param("b", 2);
    EXPECT_EQ(clone.build().url().target(), "/v1/?a=1");
    EXPECT_EQ(original.build().url().target(), "/v1/?a=1&b=2");
}

TEST_F(RequestBuilderTest, KeepsTheContentTypeThatTheUserSets) {
    const Request request = client_.post("/")
                                .header("Content-Type", "application/vnd.api+json")
                                .json(std::string("x"))
                                .build();
    EXPECT_EQ(request.headers().get_all("content-type"),
              std::vector<std::string_view>{"application/vnd.api+json"});
}

TEST(ClientConfig, HasItsFieldsInTheOrderThatDesignatedInitialisersNeed) {
    const ClientConfig config{
        .base_url = "https://h",
        .headers = {{"A", "b"}},
        .timeout = {.connect = 1s, .read = 1s, .write = 1s, .pool = 1s, .total = 1s},
        .verify_ssl = true,
        .params = {{"a", 1}},
        .limits = {.max_connections = 1,
                   .max_keepalive_connections = 1,
                   .keepalive_expiry = 1s,
                   .resend_on_stale_connection = false},
        .raise_for_status = false,
        .allowed_statuses = {404},
        .validation = Validation::strict,
        .max_response_body = 1};
    EXPECT_EQ(config.limits.max_connections, 1u);
    const ClientConfig defaults;
    EXPECT_EQ(defaults.limits.max_connections, 100u);
    EXPECT_EQ(defaults.limits.max_keepalive_connections, 20u);
    EXPECT_EQ(defaults.limits.keepalive_expiry, 30s);
    EXPECT_EQ(defaults.max_response_body, 100'000'000u);
    EXPECT_TRUE(defaults.raise_for_status);
    EXPECT_TRUE(defaults.verify_ssl.enabled());
}

}  // namespace
}  // namespace curlew
