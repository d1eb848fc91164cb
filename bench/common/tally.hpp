#pragma once

#include "common/allocations.hpp"
#include "common/options.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <vector>

namespace bench {

/// What all threads or loops of one contender add up to.
///
/// The clock starts when each of them has done its warm-up; until then those that are ahead go on
/// with requests that do not count, so that the load is steady when it starts. It stops with the
/// last answer that counts, before connections are closed.
class Ledger {
public:
    explicit Ledger(const Options& options);

    /// Prints one line of JSON; fails if a request that was promised was not made.
    void print();

private:
    friend class Tally;
    using Clock = std::chrono::steady_clock;

    void warmed_up();
    void record(std::size_t ticket, Clock::duration latency);

    std::size_t requests_;
    std::size_t body_size_;
    AllocationCounter allocated_;
    std::atomic<std::size_t> cold_;
    std::atomic<bool> counting_ = false;
    std::atomic<std::size_t> next_ticket_ = 0;
    std::atomic<std::size_t> answered_ = 0;
    Clock::time_point began_;
    Clock::time_point ended_;
    double cpu_began_ = 0;
    double cpu_ended_ = 0;
    Allocations allocated_began_;
    Allocations allocated_ended_;
    std::vector<double> latencies_us_;
};

/// What one thread, or one of many loops on a thread, has to do.
///
/// @code
/// while (tally.next()) {
///     ... one request ...
///     tally.done(status, body_size);
/// }
/// @endcode
class Tally {
public:
    explicit Tally(Ledger& ledger, std::size_t warmup) : ledger_(ledger), warmup_(warmup) {}

    /// Whether there is another request to make; its clock runs from now.
    bool next();

    /// Ends the request. Anything but 200 with the body that is expected ends the program: nobody
    /// wins by failing.
    void done(int status, std::size_t body_size);

private:
    Ledger& ledger_;
    std::size_t warmup_;
    bool warm_ = false;
    bool counted_ = false;
    std::size_t ticket_ = 0;
    Ledger::Clock::time_point began_;
};

}  // namespace bench
