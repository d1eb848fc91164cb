#include "support/obstacle.hpp"

#include "support/async_run.hpp"
#include "support/tcp_table.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace curlew::testing {
namespace {

using namespace std::chrono_literals;

/// How many connections to the server the client may have, and has before the request.
constexpr std::size_t all_connections = 2;

template <class Condition>
bool eventually(Condition holds) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace

Obstacle::Obstacle(Phase phase) : phase_(phase), server_({.receive_buffer = 4096}) {
    server_.get("/fine", [] { return ServerResponse::text("fine"); });
    server_.get("/held", [this] { return ServerResponse::text("at last").when(answer_); });
    server_.get("/busy", [] { return ServerResponse::status(503).header("Retry-After", "60"); });
    server_.script("/write", Script().read_head().wait(go_on_).hang());
    server_.script("/head", Script().read_request().hang());
    server_.script("/body", Script()
                                .read_request()
                                .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel")
                                .release(half_sent_)
                                .hang());
    before_ = TcpConnections::to(port());
}

/// Where the request goes.
std::uint16_t Obstacle::port() const {
    if (phase_ == Phase::connect) return full_.port();
    if (phase_ == Phase::tls) return silent_.port();
    return server_.port();
}

ClientConfig Obstacle::config() const {
    return {.base_url = server_.url(),
            .timeout = TimeoutConfig::each(patience / 2),
            .limits = {.max_connections = all_connections},
            .retry = {.max_attempts = phase_ == Phase::backoff ? 3 : 1}};
}

void Obstacle::prepare(const Start& start) {
    const Latch both;
    server_.get("/together", [both] { return ServerResponse::text("both").when(both); });
    auto one = start({.method = "GET", .url = "/together"});
    auto other = start({.method = "GET", .url = "/together"});
    EXPECT_TRUE(server_.wait_for_requests(2));
    both.release();
    EXPECT_EQ(get(std::move(one)).bytes(), "both");
    EXPECT_EQ(get(std::move(other)).bytes(), "both");
    if (phase_ == Phase::pool) {
        for (std::size_t i = 0; i < all_connections; ++i)
            on_the_way_.push_back(start({.method = "GET", .url = "/held"}));
        EXPECT_TRUE(server_.wait_for_requests(2 + all_connections));
    }
    EXPECT_EQ(server_.connection_count(), all_connections);
    server_.clear_requests();
}

Ask Obstacle::ask() const {
    switch (phase_) {
        case Phase::connect:
            return {.method = "GET", .url = full_.url()};
        case Phase::tls:
            return {.method = "GET", .url = "https://127.0.0.1:" + std::to_string(port())};
        case Phase::write:
            return {.method = "PUT", .url = "/write", .body = std::string(20'000'000, 'x')};
        case Phase::head:
            return {.method = "GET", .url = "/head"};
        case Phase::body:
            return {.method = "GET", .url = "/body"};
        case Phase::backoff:
            return {.method = "GET", .url = "/busy"};
        default:
            return {.method = "GET", .url = "/fine"};
    }
}

bool Obstacle::wait_until_reached(const Stats& stats) const {
    switch (phase_) {
        case Phase::pool:
            return eventually([&] { return stats().waiting > 0; });
        case Phase::backoff:  // the connection is given back before the wait begins
            return server_.wait_for_requests(1, patience) &&
                   eventually([&] { return stats().in_use == 0; });
        case Phase::connect:
            return wait_for_tcp(port(), [this](const TcpConnections& now) {
                return now.connecting > before_.connecting;
            });
        case Phase::tls:  // nobody accepts: the ClientHello stays where it arrived
            return wait_for_tcp(port(),
                                [](const TcpConnections& now) { return now.unread_by_server > 0; });
        case Phase::body:
            return half_sent_.wait_for(patience) &&
                   wait_for_tcp(port(),
                                [](const TcpConnections& now) { return now.under_way == 0; });
        default:
            return server_.wait_for_requests(1, patience);
    }
}

/// @param connections how many the server is left with
bool Obstacle::wait_until_left(std::size_t connections) const {
    if (phase_ == Phase::connect || phase_ == Phase::tls) {
        const bool closed = wait_for_tcp(port(), [this](const TcpConnections& now) {
            return now.held_by_clients == before_.held_by_clients;
        });
        if (!closed) return false;
    }
    go_on_.release();
    return server_.wait_for_open_connections(connections, patience);
}

void Obstacle::expect_unharmed(const Start& start, const Stats& stats) {
    const bool took_one = phase_ == Phase::write || phase_ == Phase::head || phase_ == Phase::body;
    // A connection elsewhere takes the place of an idle one.
    const bool evicted_one = phase_ == Phase::connect || phase_ == Phase::tls;
    EXPECT_EQ(stats().in_use, on_the_way_.size());
    EXPECT_EQ(stats().waiting, 0u);
    EXPECT_TRUE(wait_until_left(all_connections - (took_one || evicted_one ? 1 : 0)));

    release_others();
    for (auto& pending : on_the_way_)
        EXPECT_EQ(get(std::move(pending)).bytes(), "at last");
    EXPECT_EQ(get(start({.method = "GET", .url = "/fine"})).bytes(), "fine");
    EXPECT_EQ(server_.connection_count(), all_connections) << "none had to be opened";
    EXPECT_EQ(stats().in_use, 0u);
}

void Obstacle::expect_all_closed() {
    for (auto& pending : on_the_way_)
        EXPECT_THROW(get(std::move(pending)), ClosedError);
    EXPECT_TRUE(wait_until_left(0));
}

std::vector<Phase> network_phases() {
    return {Phase::pool, Phase::connect, Phase::tls, Phase::write, Phase::head, Phase::body};
}

std::vector<Phase> waiting_phases() {
    std::vector<Phase> phases = network_phases();
    phases.push_back(Phase::backoff);
    return phases;
}

std::string name_of(Phase phase) {
    switch (phase) {
        case Phase::pool:
            return "Pool";
        case Phase::connect:
            return "Connect";
        case Phase::tls:
            return "Tls";
        case Phase::write:
            return "Write";
        case Phase::head:
            return "Head";
        case Phase::body:
            return "Body";
        case Phase::backoff:
            return "Backoff";
        default:
            return "Another";
    }
}

}  // namespace curlew::testing
