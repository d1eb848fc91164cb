#include "common/contender.hpp"

#include <exception>
#include <string>
#include <thread>

namespace bench {
namespace {

void run_threads(const Worker& worker, std::vector<Tally>& tallies) {
    std::vector<std::jthread> threads;
    threads.reserve(tallies.size());
    for (Tally& tally : tallies) {
        threads.emplace_back([&worker, &tally] {
            try {
                worker(tally);
            } catch (const std::exception& error) {
                fail(error.what());
            }
        });
    }
}

}  // namespace

int run(int argc, char** argv, const Contender& contender) try {
    const Options options = parse_options(argc, argv);
    if (options.tls && !contender.tls) not_supported("https");
    Ledger ledger(options);
    std::vector<Tally> tallies(options.concurrency, Tally(ledger, options.warmup));
    if (options.mode != Mode::inflight && contender.blocking) {
        const Worker worker = contender.blocking(options);
        // No thread of our own where one is enough: what is measured is the plainest program.
        if (options.mode == Mode::sequential) {
            worker(tallies.front());
        } else {
            run_threads(worker, tallies);
        }
    } else if (options.mode != Mode::threads && contender.event_loop) {
        contender.event_loop(options, tallies);
    } else {
        not_supported("this mode");
    }
    ledger.print();
    return 0;
} catch (const std::exception& error) {
    fail(error.what());
}

}  // namespace bench
