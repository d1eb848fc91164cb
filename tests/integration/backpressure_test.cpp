#include "support/async_run.hpp"
#include "support/firehose.hpp"
#include "support/sanitizers.hpp"

#include <curlew/async_client.hpp>
#include <curlew/client.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <gtest/gtest.h>
#include <malloc.h>

namespace curlew {
namespace {

using testing::Firehose;
using testing::many;

constexpr std::uint64_t mebibyte = 1024 * 1024;
const std::uint64_t body_size = many(2048, 128) * mebibyte;
// What the kernel may hold on both ends of a loopback connection (tcp_wmem, tcp_rmem).
constexpr std::uint64_t kernels_share = 48 * mebibyte;

std::uint64_t allocated() {
    const struct mallinfo2 info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// Watches what a slow reader costs.
class Watch {
public:
    explicit Watch(const Firehose& server) : server_(server) {}

    void took(std::string_view piece) {
        read_ += piece.size();
        // Sanitizers have allocators of their own, of which this says nothing.
        if (!testing::sanitized) most_held_ = std::max(most_held_, allocated() - before_);
        const std::uint64_t sent = server_.sent();  // counted a moment after it was
        furthest_ahead_ = std::max(furthest_ahead_, sent - std::min(sent, read_));
    }
    void check() const {
        EXPECT_EQ(read_, body_size);
        EXPECT_LT(most_held_, mebibyte);
        EXPECT_LT(furthest_ahead_, kernels_share);
    }

private:
    const Firehose& server_;
    std::uint64_t before_ = allocated();
    std::uint64_t read_ = 0;
    std::uint64_t most_held_ = 0;
    std::uint64_t furthest_ahead_ = 0;
};

TEST(Backpressure, KeepsAClientFromHoldingWhatItDoesNotRead) {
    const Firehose server(body_size);
    const Client client({.base_url = server.url()});
    Watch watch(server);
    for (const std::string_view piece : client.get("/").stream().bytes())
        watch.took(piece);
    watch.check();
}

Task<void> read_slowly(const Firehose& server) {
    const auto executor = co_await boost::asio::this_coro::executor;
    AsyncClient client(executor, {.base_url = server.url()});
    Watch watch(server);
    const AsyncStreamedResponse response = co_await client.get("/").stream();
    auto bytes = response.bytes();
    while (const auto piece = co_await bytes.next()) {
        watch.took(*piece);
        co_await testing::turns(1);
    }
    watch.check();
}

TEST(Backpressure, KeepsAnAsyncClientFromHoldingWhatItDoesNotRead) {
    const Firehose server(body_size);
    boost::asio::io_context loop(1);
    testing::run_on(loop, read_slowly(server));
}

/// Gives the system all that it takes, and then some time's worth of turns more.
Task<void> stand_still(const Firehose& server) {
    const auto executor = co_await boost::asio::this_coro::executor;
    AsyncClient client(executor, {.base_url = server.url()});
    const AsyncStreamedResponse response = co_await client.get("/").stream();
    auto bytes = response.bytes();
    const auto piece = co_await bytes.next();
    EXPECT_TRUE(piece.has_value());
    co_await testing::turns(10'000);
    EXPECT_LT(server.sent(), kernels_share);
}

TEST(Backpressure, ThrottlesTheServerWhileNobodyReads) {
    const Firehose server(body_size);
    boost::asio::io_context loop(1);
    testing::run_on(loop, stand_still(server));
}

}  // namespace
}  // namespace curlew
