#pragma once

#include "common/options.hpp"
#include "common/tally.hpp"

#include <functional>
#include <vector>

namespace bench {

/// Makes requests on the calling thread, one after the other, until the tally says that it is done.
using Worker = std::function<void(Tally&)>;

/// One way of making requests. Modes that it cannot do are left empty.
struct Contender {
    /// Sets up what all threads share, and gives back the work of each. For `sequential` and
    /// `threads`.
    std::function<Worker(const Options&)> blocking = {};

    /// Runs one loop for each tally, all on the calling thread. For `inflight`, and for
    /// `sequential` with a single loop if there is no `blocking`.
    std::function<void(const Options&, std::vector<Tally>&)> event_loop = {};

    /// Whether `https` is possible.
    bool tls = false;
};

/// Runs a contender as its command line says, and prints one line of JSON:
/// `{"requests": n, "seconds": s, "cpu_seconds": s, "p50_us": x, "p99_us": x}`, and with
/// cost/allocations.cpp preloaded `"allocations": n, "allocated_bytes": n` as well.
/// Exits with status 77 if the contender has no such mode.
int run(int argc, char** argv, const Contender& contender);

}  // namespace bench
