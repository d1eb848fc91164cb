#include <curlew/testing/latch.hpp>

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

namespace curlew::testing {
namespace {

using namespace std::chrono_literals;

TEST(Latch, IsClosedUntilItIsReleased) {
    const Latch latch;
    EXPECT_FALSE(latch.released());
    EXPECT_FALSE(latch.wait_for(0s));
    latch.release();
    EXPECT_TRUE(latch.released());
    EXPECT_TRUE(latch.wait_for(0s));
}

TEST(Latch, CopiesAreTheSameGate) {
    const Latch latch;
    const Latch copy = latch;  // NOLINT(performance-unnecessary-copy-initialization)
    copy.release();
    EXPECT_TRUE(latch.released());
}

TEST(Latch, WakesAThreadThatWaits) {
    const Latch latch;
    std::jthread releaser([latch] { latch.release(); });
    EXPECT_TRUE(latch.wait_for(10s));
}

TEST(Latch, MayBeReleasedTwice) {
    const Latch latch;
    latch.release();
    latch.release();
    EXPECT_TRUE(latch.released());
}

}  // namespace
}  // namespace curlew::testing
