// How much memory requests under way take: sends them all at once, to a server that answers when it
// has them all, and prints resident memory before and meanwhile as JSON.

#include "common/options.hpp"
#include "memory/late_server.hpp"

#include <curlew/async_client.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;

/// A connection for each request needs more descriptors than most systems give by default.
void allow_descriptors(std::size_t needed) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    if (limit.rlim_max < needed || ::setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        bench::fail("needs " + std::to_string(needed) + " file descriptors: ulimit -Hn says " +
                    std::to_string(limit.rlim_max));
    }
}

std::size_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    if (!(file >> total >> resident)) bench::fail("cannot read /proc/self/statm");
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

curlew::ClientConfig configuration(const bench::LateServer& server, std::size_t requests) {
    curlew::ClientConfig config;
    config.base_url = "http://127.0.0.1:" + std::to_string(server.port());
    // Long, but running: a timeout is part of what a request takes.
    config.timeout = curlew::TimeoutConfig::each(std::chrono::minutes(5));
    config.limits.max_connections = requests;
    config.limits.max_keepalive_connections = requests;
    return config;
}

struct Count {
    std::size_t answered = 0;
    std::size_t resident_in_flight = 0;
};

curlew::Task<void> request(const curlew::AsyncClient& client, Count& count) {
    curlew::Task<curlew::Response> sending = client.get("/late").send();
    const curlew::Response response = co_await std::move(sending);
    if (response.status() != 200) bench::fail("status " + std::to_string(response.status()));
    ++count.answered;
}

curlew::Task<void> watch(const bench::LateServer& server, Count& count) {
    const auto executor = co_await asio::this_coro::executor;
    asio::local::stream_protocol::socket control(executor, asio::local::stream_protocol(),
                                                 ::dup(server.holds_all()));
    std::array<char, 1> word{};
    const auto buffer = asio::buffer(word);
    co_await control.async_read_some(buffer, asio::use_awaitable);
    // The last requests have been sent, but may not be waiting for their answers yet.
    asio::steady_timer settled(executor, std::chrono::milliseconds(200));
    co_await settled.async_wait(asio::use_awaitable);
    if (count.answered != 0) bench::fail("an answer came too early");
    count.resident_in_flight = resident_bytes();
    server.answer_all();
}

void rethrow(const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
}

void measure(std::size_t requests) {
    allow_descriptors(requests + 100);
    const bench::LateServer server(requests);
    asio::io_context context(1);
    const curlew::AsyncClient client(context.get_executor(), configuration(server, requests));
    Count count;
    asio::co_spawn(context, watch(server, count), rethrow);
    const std::size_t before = resident_bytes();
    for (std::size_t i = 0; i < requests; ++i) {
        asio::co_spawn(context, request(client, count), rethrow);
    }
    context.run();
    if (count.answered != requests) {
        bench::fail("only " + std::to_string(count.answered) + " answers");
    }
    std::printf("{\"requests\": %zu, \"resident_before\": %zu, \"resident_in_flight\": %zu}\n",
                requests, before, count.resident_in_flight);
}

std::size_t parse_arguments(int argc, char** argv) {
    std::size_t requests = 0;
    if (argc == 2) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), requests);
    if (requests == 0) bench::fail("usage: bench_memory REQUESTS");
    return requests;
}

}  // namespace

int main(int argc, char** argv) try {
    measure(parse_arguments(argc, argv));
    return 0;
} catch (const std::exception& error) {
    bench::fail(error.what());
}
