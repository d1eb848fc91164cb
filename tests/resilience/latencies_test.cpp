#include "layers/latencies.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace curlew::layers {
namespace {

using namespace std::chrono_literals;

TEST(Latencies, KnowNothingOfFewAttempts) {
    Latencies latencies;
    for (std::size_t i = 1; i < Latencies::least; ++i)
        latencies.add("a", 1ms);
    EXPECT_EQ(latencies.quantile("a", 0.5), std::nullopt);
    latencies.add("a", 1ms);
    EXPECT_EQ(latencies.quantile("a", 0.5), 1ms);
    EXPECT_EQ(latencies.quantile("b", 0.5), std::nullopt);
}

TEST(Latencies, AreTheNearestRank) {
    Latencies latencies;
    for (int i = 100; i >= 1; --i)
        latencies.add("a", std::chrono::milliseconds(i));
    EXPECT_EQ(latencies.quantile("a", 0.5), 50ms);
    EXPECT_EQ(latencies.quantile("a", 0.95), 95ms);
    EXPECT_EQ(latencies.quantile("a", 0.999), 100ms);
    EXPECT_EQ(latencies.quantile("a", 0.001), 1ms);
}

TEST(Latencies, ForgetWhatIsLongAgo) {
    Latencies latencies;
    for (std::size_t i = 0; i < Latencies::window; ++i)
        latencies.add("a", 1s);
    EXPECT_EQ(latencies.quantile("a", 0.1), 1s);
    for (std::size_t i = 0; i < Latencies::window; ++i)
        latencies.add("a", 1ms);
    EXPECT_EQ(latencies.quantile("a", 0.999), 1ms);
}

TEST(Latencies, ForgetTheKeyThatIsLongestUnused) {
    Latencies latencies;
    const auto fill = [&](const std::string& key) {
        for (std::size_t i = 0; i < Latencies::least; ++i)
            latencies.add(key, 1ms);
    };
    fill("kept");
    fill("forgotten");
    fill("kept");
    for (std::size_t i = 0; i < Latencies::most_keys - 1; ++i)
        latencies.add(std::to_string(i), 1ms);
    EXPECT_EQ(latencies.quantile("forgotten", 0.5), std::nullopt);
    EXPECT_EQ(latencies.quantile("kept", 0.5), 1ms);
}

}  // namespace
}  // namespace curlew::layers
