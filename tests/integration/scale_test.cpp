#include "support/async_run.hpp"
#include "support/child_server.hpp"
#include "support/sanitizers.hpp"

#include <curlew/async_client.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace curlew {
namespace {

namespace asio = boost::asio;

constexpr std::size_t requests = testing::many(10'000, 2'000);
/// What a process has open besides: standard streams, event loops, shared libraries, ...
constexpr rlim_t other_files = 100;

/// Allows this process, and those that it starts, that many open files.
/// @return how many it may have
rlim_t allow_files(rlim_t count) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < count) {
        limit.rlim_cur = std::min(count, limit.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur;
}

/// What came back, by status or message.
using Outcomes = std::map<std::string, std::size_t>;

Task<void> ask(const AsyncClient& client, Outcomes& outcomes) {
    const Result<Response> result = co_await client.get("/late").try_send();
    ++outcomes[result ? std::to_string(result->status()) : result.error().message()];
}

TEST(Scale, HasTenThousandRequestsUnderWayAtOnce) {
    const rlim_t needed = requests + other_files;
    ASSERT_GE(allow_files(needed), needed)
        << "the limit on open files is too low for this test: see ulimit -Hn";
    const testing::TemporaryFolder folder;
    const testing::ListeningSocket socket;
    const testing::ChildServer server({CURLEW_LATE_SERVER, std::to_string(requests)}, {socket.fd()},
                                      {}, folder.path() + "/log");
    asio::io_context loop(1);
    const AsyncClient client(loop.get_executor(),
                             {.base_url = "http://127.0.0.1:" + std::to_string(socket.port()),
                              .timeout = TimeoutConfig::each(testing::patience),
                              .limits = {.max_connections = requests}});
    // Once it answers, it has made its queue as long as it has to be.
    EXPECT_EQ(
        testing::run_on(loop, client.get("/ready").header("Connection", "close").send()).status(),
        200);

    Outcomes outcomes;
    for (std::size_t i = 0; i < requests; ++i)
        asio::co_spawn(loop, ask(client, outcomes), asio::detached);
    testing::run_dry(loop);

    // The server answers none before it has all: they were all under way together.
    EXPECT_EQ(outcomes, (Outcomes{{"200", requests}}));
    EXPECT_EQ(client.pool_stats().opened, requests + 1);
    EXPECT_EQ(client.pool_stats().in_use, 0u);
}

}  // namespace
}  // namespace curlew
