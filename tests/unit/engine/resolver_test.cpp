#include "engine/resolver.hpp"

#include "engine/blocking_gate.hpp"
#include "support/scripted_stream.hpp"

#include <curlew/testing/latch.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curlew::engine {
namespace {

using namespace std::chrono_literals;

Wake wait(BlockingGate& gate) {
    return testing::run_to_end(gate.wait(Clock::now() + 20s));
}

/// One who asks.
struct Asker {
    Asker(Resolver& resolver, const std::string& host) : query(resolver, host, 80, gate) {}
    BlockingGate gate;
    Resolver::Query query;
};

/// Look-ups that end when the test says so. Shared with threads that outlive it.
struct SlowNames {
    std::atomic<int> asked = 0;
    testing::Latch answer;

    static Resolver::LookUp of(const std::shared_ptr<SlowNames>& names) {
        return [names](const std::string& host, std::uint16_t) {
            ++names->asked;
            EXPECT_TRUE(names->answer.wait_for(20s));
            return Resolution{.reason = "no " + host};
        };
    }
};

TEST(Resolver, KnowsAddressesWithoutAsking) {
    EXPECT_EQ(resolve_address("127.0.0.1", 80).addresses.size(), 1u);
    EXPECT_EQ(resolve_address("::1", 80).addresses.at(0).text(), "::1");
    EXPECT_TRUE(resolve_address("localhost", 80).addresses.empty());
}

TEST(Resolver, LooksNamesUp) {
    Resolver resolver;
    Asker asker(resolver, "localhost");
    ASSERT_EQ(wait(asker.gate), Wake::ready);
    EXPECT_FALSE(asker.query.result().addresses.empty());
}

TEST(Resolver, SharesALookUpAmongAllWhoAskMeanwhile) {
    const auto names = std::make_shared<SlowNames>();
    Resolver resolver(SlowNames::of(names));
    std::vector<std::unique_ptr<Asker>> askers;
    for (int i = 0; i < 1000; ++i)
        askers.push_back(std::make_unique<Asker>(resolver, "example.com"));
    names->answer.release();
    for (const auto& asker : askers) {
        ASSERT_EQ(wait(asker->gate), Wake::ready);
        EXPECT_EQ(asker->query.result().reason, "no example.com");
    }
    EXPECT_EQ(names->asked, 1);
}

TEST(Resolver, AnswersEveryoneWithFewThreads) {
    const auto names = std::make_shared<SlowNames>();
    Resolver resolver(SlowNames::of(names));
    std::vector<std::unique_ptr<Asker>> askers;
    for (int i = 0; i < 100; ++i)
        askers.push_back(std::make_unique<Asker>(resolver, "host" + std::to_string(i)));
    while (names->asked < Resolver::most_threads)
        std::this_thread::yield();
    EXPECT_EQ(names->asked, Resolver::most_threads);
    names->answer.release();
    for (const auto& asker : askers)
        ASSERT_EQ(wait(asker->gate), Wake::ready);
    EXPECT_EQ(names->asked, 100);
}

TEST(Resolver, ForgetsThoseWhoNoLongerWait) {
    const auto names = std::make_shared<SlowNames>();
    {
        Resolver resolver(SlowNames::of(names));
        std::optional<Asker> asker(std::in_place, resolver, "example.com");
        asker.reset();
        names->answer.release();
        Asker later(resolver, "example.com");
        EXPECT_EQ(wait(later.gate), Wake::ready);
    }
}

TEST(Resolver, MayGoWhileAThreadIsBusy) {
    const auto names = std::make_shared<SlowNames>();
    {
        Resolver resolver(SlowNames::of(names));
        const Asker asker(resolver, "example.com");
        while (names->asked == 0)
            std::this_thread::yield();
    }
    names->answer.release();
}

TEST(Resolver, SaysWhatWentWrong) {
    Resolver resolver([](const std::string&, std::uint16_t) -> Resolution {
        throw std::runtime_error("out of order");
    });
    Asker asker(resolver, "example.com");
    ASSERT_EQ(wait(asker.gate), Wake::ready);
    EXPECT_EQ(asker.query.result().reason, "out of order");
}

}  // namespace
}  // namespace curlew::engine
