#include <curlew/client.hpp>
#include <curlew/testing/fake_clock.hpp>
#include <curlew/testing/mock_transport.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using testing::FakeClock;
using testing::MockTransport;
using testing::ServerResponse;

enum class BodyKind { none, bytes, generator };
enum class Asks { nothing, three_seconds, a_date, three_minutes, nonsense };

/// One way to send a request to a server that fails twice and then answers.
struct Row {
    std::string method;
    int status;
    BodyKind body;
    bool has_key;
    Asks retry_after;
    int max_attempts;
    bool posts_too;
};

struct Outcome {
    int sent;
    int status;
    Duration waited;

    friend bool operator==(const Outcome&, const Outcome&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Outcome& one) {
        return out << one.sent << " sent, status " << one.status << ", waited "
                   << one.waited.count() << " ns";
    }
};

/// What is to happen, written down from the specification and not from the code: each rule in its
/// own words.
Outcome expected(const Row& row) {
    // "By default, only retry idempotent methods (GET, HEAD, OPTIONS, PUT, DELETE)"; TRACE is
    // another by RFC 9110 section 9.2.2.
    const bool idempotent = row.method != "POST" && row.method != "PATCH";
    // "POST and PATCH retry only when explicitly configured or when Idempotency-Key is present"
    const bool allowed = idempotent || row.has_key || (row.posts_too && row.method == "POST");
    // "default: 408, 429, 500, 502, 503, 504"
    const bool transient = row.status == 408 || row.status == 429 || row.status == 500 ||
                           row.status == 502 || row.status == 503 || row.status == 504;
    // "A body that can't be replayed isn't retried"
    const bool replayable = row.body != BodyKind::generator;
    // "beyond a cap of 120 s the response is returned instead of waited for"
    const bool patient = row.retry_after != Asks::three_minutes;
    if (!allowed || !transient || !replayable || !patient) return {1, row.status, 0s};

    const int sent = std::min(row.max_attempts, 3);
    Duration waited = 0s;
    for (int failed = 1; failed < sent; ++failed) {
        const bool told = row.retry_after == Asks::three_seconds || row.retry_after == Asks::a_date;
        waited += told ? Duration(3s) : Duration(500ms) * failed;  // 0.5 s, then twice that
    }
    return {sent, sent == 3 ? 200 : row.status, waited};
}

Outcome actual(const Row& row) {
    const FakeClock clock;
    const MockTransport mock;
    ServerResponse failure = ServerResponse::status(row.status);
    switch (row.retry_after) {
        case Asks::nothing:
            break;
        case Asks::three_seconds:
            failure = failure.header("Retry-After", "3");
            break;
        case Asks::a_date:
            failure = failure.header("Date", "Sun, 06 Nov 1994 08:49:34 GMT")
                          .header("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT");
            break;
        case Asks::three_minutes:
            failure = failure.header("Retry-After", "180");
            break;
        case Asks::nonsense:
            failure = failure.header("Retry-After", "-3");
            break;
    }
    auto route = mock.any("/").reply(failure).reply(failure).reply(200);
    RetryConfig retry{.max_attempts = row.max_attempts, .jitter = Jitter::none};
    if (row.posts_too) retry.retry_methods.emplace_back("POST");
    const Client client({.base_url = "http://example.com",
                         .raise_for_status = false,
                         .retry = retry,
                         .transport = mock,
                         .clock = clock.share()});
    auto request = client.request(row.method, "/");
    if (row.has_key) request = std::move(request).idempotency_key("k");
    if (row.body == BodyKind::bytes) request = std::move(request).body("bytes");
    if (row.body == BodyKind::generator) {
        auto once = [done = false]() mutable {
            return std::exchange(done, true) ? std::nullopt : std::optional<std::string>("bytes");
        };
        request = std::move(request).body(Body::generator(once), "a/b");
    }
    const Response response = std::move(request).send();
    return {static_cast<int>(route.call_count()), response.status(), clock.elapsed()};
}

std::string name_of(const Row& row) {
    return row.method + " " + std::to_string(row.status) + ", body " +
           std::to_string(static_cast<int>(row.body)) + (row.has_key ? ", with key" : "") +
           ", asks " + std::to_string(static_cast<int>(row.retry_after)) + ", " +
           std::to_string(row.max_attempts) + " attempts" + (row.posts_too ? ", posts too" : "");
}

TEST(RetryTable, IsAsTheSpecificationSays) {
    std::size_t rows = 0;
    std::size_t retried = 0;
    for (const char* method : {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "POST", "PATCH"})
        for (const int status :
             {200, 201, 204, 304, 400, 401, 403, 404, 408, 409, 429, 500, 501, 502, 503, 504, 505})
            for (const BodyKind body : {BodyKind::none, BodyKind::bytes, BodyKind::generator})
                for (const bool has_key : {false, true})
                    for (const Asks asks : {Asks::nothing, Asks::three_seconds, Asks::a_date,
                                            Asks::three_minutes, Asks::nonsense})
                        for (const int max_attempts : {1, 2, 3, 5})
                            for (const bool posts_too : {false, true}) {
                                const Row row{method, status,       body,     has_key,
                                              asks,   max_attempts, posts_too};
                                const Outcome want = expected(row);
                                ASSERT_EQ(actual(row), want) << name_of(row);
                                ++rows;
                                if (want.sent > 1) ++retried;
                            }
    EXPECT_EQ(rows, 8u * 17 * 3 * 2 * 5 * 4 * 2);
    EXPECT_GT(retried, rows / 10);
}

}  // namespace
}  // namespace curlew
