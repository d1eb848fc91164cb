// What curlew does when the network misbehaves: with servers that exist only in this program, and a
// clock that needs no waiting.

#include <curlew/curlew.hpp>
#include <curlew/testing/fake_clock.hpp>
#include <curlew/testing/mock_transport.hpp>
#include <curlew/testing/test_server.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>

using namespace std::chrono_literals;
using curlew::testing::FakeClock;
using curlew::testing::MockTransport;
using curlew::testing::ServerResponse;

namespace {

void title(const char* text) {
    std::printf("\n\033[1m%s\033[0m\n", text);
}

double seconds(curlew::Duration time) {
    return std::chrono::duration<double>(time).count();
}

void show_attempts(const std::vector<curlew::Attempt>& attempts) {
    for (const curlew::Attempt& attempt : attempts) {
        std::printf("  attempt %d: %s", attempt.number, attempt.outcome.c_str());
        if (attempt.wait > 0s) std::printf("; waited %.2f s", seconds(attempt.wait));
        std::printf("\n");
    }
}

void retry(const curlew::Client& client, const MockTransport& mock) {
    title("A server that is overloaded for a moment");
    mock.get("/flaky")
        .reply(ServerResponse::status(503).header("Retry-After", "2"))
        .fail<curlew::ConnectionError>("the server closed the connection without an answer",
                                       curlew::Phase::head)
        .reply(ServerResponse::text("here I am"));
    const curlew::Response response = client.get("/flaky").send();
    show_attempts(response.attempts());

    title("An order that must not be placed twice");
    mock.post("/orders").fail<curlew::ConnectionError>("the connection broke", curlew::Phase::head);
    const auto order = client.post("/orders").body("one book").try_send();
    std::printf("  %s\n", order.error().what());
}

void hedge() {
    title("A server that is slow now and then");
    curlew::testing::TestServer server;
    std::atomic<int> requests = 0;
    server.get("/search", [&](const curlew::testing::ServerRequest&) {
        const auto answer = ServerResponse::text("found");
        return ++requests == 1 ? answer.after(10s) : answer;
    });
    const curlew::Client client(
        {.base_url = server.url(), .hedge = curlew::HedgeConfig{.delay = 20ms}});
    const auto begin = std::chrono::steady_clock::now();
    const curlew::Response response = client.get("/search").send();
    show_attempts(response.attempts());
    const bool is_quick = std::chrono::steady_clock::now() - begin < 10s;
    std::printf("  %s, and not after ten seconds: %s\n", response.text().c_str(),
                is_quick ? "yes" : "no");
}

void redirect(const curlew::Client& client, const MockTransport& mock) {
    title("A resource that has moved");
    mock.get("/old").reply(ServerResponse::redirect("/new", 301));
    mock.get("/new").reply(ServerResponse::redirect("https://cdn.example.com/file", 302));
    mock.get("https://cdn.example.com/file").reply(ServerResponse::text("found"));
    const curlew::Response response =
        client.get("/old").header("Authorization", "Bearer secret").send();
    for (const curlew::Response& step : response.history()) {
        std::printf("  %d %s\n", step.status(), step.url().str().c_str());
    }
    std::printf("  %d %s\n", response.status(), response.url().str().c_str());
    const bool knows_secret = mock.calls().back().header("Authorization").has_value();
    std::printf("  the other server has seen the credentials: %s\n", knows_secret ? "yes" : "no");
}

void break_circuit(const MockTransport& mock, const FakeClock& clock) {
    title("A server that is down");
    mock.get("/down").reply(500).reply(500).reply(500).reply(ServerResponse::text("up again"));
    const curlew::CircuitBreaker breaker({.consecutive_failures = 3, .open_for = 30s});
    const curlew::Client client({.base_url = "https://api.example.com",
                                 .retry = {.max_attempts = 1},
                                 .circuit_breaker = breaker,
                                 .transport = mock,
                                 .clock = clock.share()});
    for (int i = 0; i < 4; ++i) {
        const auto result = client.get("/down").try_send();
        std::printf("  %s\n", result.error().what());
    }
    clock.advance(30s);
    std::printf("  30 s later: %s\n", client.get("/down").send().text().c_str());
}

void limit(const MockTransport& mock, const FakeClock& clock) {
    title("No more than five requests a second");
    mock.get("/limited").reply(200);
    const curlew::Client client(
        {.base_url = "https://api.example.com",
         .rate_limiter = curlew::RateLimiter({.limits = {{.permits = 5, .per = 1s}}}),
         .transport = mock,
         .clock = clock.share()});
    const auto begin = clock.now();
    for (int i = 0; i < 21; ++i)
        (void)client.get("/limited").send();
    std::printf("  21 requests took %.1f s\n", seconds(clock.now() - begin));
}

void explain(const curlew::Client& client, const MockTransport& mock) {
    title("What the API says of its errors");
    mock.get("/account")
        .reply(ServerResponse::bytes(R"({"type": "https://example.com/out-of-credit",
                                         "title": "You do not have enough credit.",
                                         "balance": 30})",
                                     "application/problem+json", 403));
    try {
        (void)client.get("/account").send();
    } catch (const curlew::ForbiddenError& error) {
        std::printf("  %s\n  balance: %s\n", error.what(),
                    std::string(error.details().field("balance").value_or("?")).c_str());
    }
}

}  // namespace

int main() {
    const MockTransport mock;
    const FakeClock clock;
    const curlew::Client client(
        {.base_url = "https://api.example.com", .transport = mock, .clock = clock.share()});
    retry(client, mock);
    hedge();
    redirect(client, mock);
    break_circuit(mock, clock);
    limit(mock, clock);
    explain(client, mock);
}
