#include "layers/retry_budget.hpp"

#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using layers::Budget;

const Clock::time_point start{};

int withdraw_all(Budget& budget, Clock::time_point now) {
    int count = 0;
    while (budget.withdraw(now))
        ++count;
    return count;
}

TEST(RetryBudgetTest, HasABurstInTheBeginning) {
    Budget budget({.ratio = 0.2, .min_per_second = 0, .burst = 5}, start);
    EXPECT_EQ(withdraw_all(budget, start), 5);
}

TEST(RetryBudgetTest, GrowsByAFractionOfTheRequests) {
    Budget budget({.ratio = 0.2, .min_per_second = 0, .burst = 50}, start);
    withdraw_all(budget, start);
    for (int i = 0; i < 100; ++i)
        budget.deposit();
    EXPECT_EQ(withdraw_all(budget, start), 20);
    EXPECT_EQ(withdraw_all(budget, start + 1h), 0);
}

TEST(RetryBudgetTest, GrowsWithTimeUpToItsBurst) {
    Budget budget({.ratio = 0, .min_per_second = 3, .burst = 10}, start);
    withdraw_all(budget, start);
    EXPECT_EQ(withdraw_all(budget, start + 2s), 6);
    EXPECT_EQ(withdraw_all(budget, start + 1h), 10);
}

TEST(RetryBudgetTest, GivesNoMoreToManyThreadsThanToOne) {
    Budget budget({.ratio = 0.1, .min_per_second = 0, .burst = 1000}, start);
    withdraw_all(budget, start);
    std::atomic<int> retries = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 1000; ++i) {
                    budget.deposit();
                    if (budget.withdraw(start)) ++retries;
                }
            });
        }
    }
    retries += withdraw_all(budget, start);
    EXPECT_NEAR(retries, 800, 1) << "rounding";
}

}  // namespace
}  // namespace curlew
