#include "support/async_run.hpp"
#include "support/sanitizers.hpp"

#include <curlew/async_client.hpp>
#include <curlew/client.hpp>
#include <curlew/testing/test_server.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

namespace curlew {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::Script;
using testing::ServerResponse;
using testing::TestServer;

/// Of each client: together, as many as it takes to see a leak.
constexpr std::size_t requests = testing::many(100'000, 5'000);
constexpr std::size_t at_once = 32;
/// What is kept for reuse (buffers, frames, allocator caches) may grow by this much.
constexpr double most_growth_mib = 24;

struct Way {
    const char* path;
    int weight;  // of a thousand
};

/// Each way in which the server behaves.
constexpr std::array<Way, 17> ways{{
    {"/fine", 640},
    {"/large", 30},
    {"/status/400", 40},
    {"/status/500", 60},
    {"/status/503", 60},
    {"/later", 30},
    {"/close", 20},
    {"/reset", 20},
    {"/torn-head", 15},
    {"/torn", 15},
    {"/torn-chunk", 15},
    {"/garbage", 10},
    {"/redirect", 20},
    {"/circle", 10},
    {"/nowhere", 5},
    {"/bad-gzip", 8},
    {"/silent", 2},
}};

/// Several, one after the other: each connection that breaks occupies its ports for a minute.
class Servers {
public:
    Servers() {
        for (auto& server : servers_) {
            server =
                std::make_unique<TestServer>(testing::TestServerConfig{.record_requests = false});
            misbehave(*server);
        }
    }

    [[nodiscard]] std::string url(std::size_t number, const char* path) const {
        return servers_.at(number * servers_.size() / (requests + 1))->url(path);
    }

private:
    static void misbehave(TestServer& server) {
        const auto send = [](const char* bytes) { return Script().read_request().send(bytes); };
        server.get("/fine", [] { return ServerResponse::text("fine"); });
        server.get("/large", [] { return ServerResponse::text(std::string(100'000, 'x')); });
        server.get("/status/{code}", [](const testing::ServerRequest& request) {
            return ServerResponse::status(std::stoi(request.path_param("code")));
        });
        server.get("/later",
                   [] { return ServerResponse::status(503).header("Retry-After-Ms", "1"); });
        server.get("/redirect", [] { return ServerResponse::redirect("/fine"); });
        server.get("/circle", [] { return ServerResponse::redirect("/circle"); });
        server.get("/nowhere", [] { return ServerResponse::redirect("ftp://nowhere"); });
        server.get("/bad-gzip", [] {
            return ServerResponse::text("no gzip").header("Content-Encoding", "gzip");
        });
        server.script("/close", Script().read_request().close());
        server.script("/reset", Script().read_request().reset());
        server.script("/torn-head", send("HTTP/1.1 200 OK\r\nContent-Le").close());
        server.script("/torn", send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel").close());
        server.script("/torn-chunk",
                      send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe").close());
        server.script("/garbage", send("what?\r\n\r\n").close());
        server.script("/silent", Script().read_request().hang());
    }

    std::array<std::unique_ptr<TestServer>, 6> servers_;
};

const char* any_way(std::mt19937& random) {
    int left = static_cast<int>(random() % 1000);
    for (const Way& way : ways) {
        left -= way.weight;
        if (left < 0) return way.path;
    }
    return ways.front().path;
}

ClientConfig config() {
    return {.timeout = {.read = 100ms},
            .limits = {.max_connections = at_once},
            .retry = {.backoff_factor = 0s, .backoff_max = 1ms},
            .hedge = HedgeConfig{.delay = 5ms}};
}

/// What became of the requests. Safe for use by many threads.
class Tally {
public:
    void add_response() { ++responses_; }
    void add_failure() {
        try {
            throw;
        } catch (const ClientError&) {
            ++errors_;
        } catch (const std::exception& error) {
            const std::lock_guard lock(mutex_);
            ++foreign_[error.what()];
        }
    }

    void expect_all() const {
        for (const auto& [message, count] : foreign_)
            ADD_FAILURE() << count << " times: " << message;
        EXPECT_EQ(responses_ + errors_, requests);
        // As the weights have it: a fifth fails for good.
        EXPECT_GT(responses_, requests / 2);
        EXPECT_GT(errors_, requests / 10);
    }

private:
    std::atomic<std::size_t> responses_ = 0;
    std::atomic<std::size_t> errors_ = 0;
    std::mutex mutex_;
    std::map<std::string, std::size_t> foreign_;
};

/// Resident memory, with the servers'.
double resident_mib() {
    std::size_t pages = 0;
    std::size_t resident = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (file == nullptr || std::fscanf(file, "%zu %zu", &pages, &resident) != 2) resident = 0;
    if (file != nullptr) std::fclose(file);
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024 /
           1024;
}

/// Expects that memory stays as it is after the first third of the requests.
class Memory {
public:
    void look(std::size_t number) {
        if (number == requests / 3) after_a_third_ = resident_mib();
    }
    void expect_flat() const {
        if (testing::sanitized) return;  // they keep what was freed
        ASSERT_GT(after_a_third_.load(), 0);
        EXPECT_LT(resident_mib() - after_a_third_, most_growth_mib);
    }

private:
    std::atomic<double> after_a_third_ = 0;
};

TEST(Soak, OfAClientEndsEveryRequest) {
    const Servers servers;
    const Client client(config());
    Tally tally;
    Memory memory;
    std::atomic<std::size_t> begun = 0;
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < at_once / 4; ++t) {
            threads.emplace_back([&, t] {
                std::mt19937 random(static_cast<unsigned>(t));
                for (std::size_t n = begun++; n < requests; n = begun++) {
                    memory.look(n);
                    try {
                        (void)client.get(servers.url(n, any_way(random))).send();
                        tally.add_response();
                    } catch (...) {
                        tally.add_failure();
                    }
                }
            });
        }
    }
    tally.expect_all();
    memory.expect_flat();
    EXPECT_EQ(client.pool_stats().in_use, 0u);
    EXPECT_EQ(client.pool_stats().waiting, 0u);
}

Task<void> worker(const AsyncClient& client, const Servers& servers, std::mt19937& random,
                  std::size_t& begun, Tally& tally, Memory& memory) {
    while (begun < requests) {
        const std::size_t n = begun++;
        memory.look(n);
        Task<Response> request = client.get(servers.url(n, any_way(random))).send();
        try {
            co_await std::move(request);
            tally.add_response();
        } catch (...) {
            tally.add_failure();
        }
    }
}

TEST(Soak, OfAnAsyncClientEndsEveryRequest) {
    const Servers servers;
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(), config());
    Tally tally;
    Memory memory;
    std::mt19937 random(7);
    std::size_t begun = 0;
    std::vector<std::future<void>> workers;
    for (std::size_t i = 0; i < at_once; ++i) {
        workers.push_back(asio::co_spawn(
            loop, worker(client, servers, random, begun, tally, memory), asio::use_future));
    }
    testing::run_dry(loop);
    for (auto& one : workers)
        testing::get(std::move(one));
    tally.expect_all();
    memory.expect_flat();
    EXPECT_EQ(client.pool_stats().in_use, 0u);
    EXPECT_EQ(client.pool_stats().waiting, 0u);
}

}  // namespace
}  // namespace curlew
