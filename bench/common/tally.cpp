#include "common/tally.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <string>

#include <sys/resource.h>

namespace bench {
namespace {

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double percentile(const std::vector<double>& sorted, double part) {
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

Ledger::Ledger(const Options& options)
    : requests_(options.requests),
      body_size_(options.body_size),
      cold_(options.concurrency),
      latencies_us_(options.requests) {}

void Ledger::warmed_up() {
    if (cold_.fetch_sub(1) != 1) return;
    allocated_began_ = allocated_.read();
    cpu_began_ = cpu_seconds();
    began_ = Clock::now();
    counting_ = true;
}

void Ledger::record(std::size_t ticket, Clock::duration latency) {
    latencies_us_[ticket] = std::chrono::duration<double, std::micro>(latency).count();
    if (answered_.fetch_add(1) + 1 != requests_) return;
    ended_ = Clock::now();
    cpu_ended_ = cpu_seconds();
    allocated_ended_ = allocated_.read();
}

void Ledger::print() {
    if (answered_ != requests_) fail("only " + std::to_string(answered_) + " requests were made");
    std::ranges::sort(latencies_us_);
    std::printf(
        "{\"requests\": %zu, \"seconds\": %.6f, \"cpu_seconds\": %.6f, \"p50_us\": %.2f, "
        "\"p99_us\": %.2f",
        requests_, std::chrono::duration<double>(ended_ - began_).count(), cpu_ended_ - cpu_began_,
        percentile(latencies_us_, 0.5), percentile(latencies_us_, 0.99));
    if (allocated_) {
        std::printf(", \"allocations\": %" PRIu64 ", \"allocated_bytes\": %" PRIu64,
                    allocated_ended_.count - allocated_began_.count,
                    allocated_ended_.bytes - allocated_began_.bytes);
    }
    std::puts("}");
}

bool Tally::next() {
    if (warmup_ > 0) {
        --warmup_;
    } else {
        if (!warm_) {
            warm_ = true;
            ledger_.warmed_up();
        }
        counted_ = ledger_.counting_;
        if (counted_) {
            ticket_ = ledger_.next_ticket_.fetch_add(1);
            if (ticket_ >= ledger_.requests_) return false;
        }
    }
    began_ = Ledger::Clock::now();
    return true;
}

void Tally::done(int status, std::size_t body_size) {
    const auto ended = Ledger::Clock::now();
    const std::size_t expected = ledger_.body_size_;
    if (status != 200 || body_size == 0 || (expected != 0 && body_size != expected)) {
        fail("status " + std::to_string(status) + ", body of " + std::to_string(body_size) +
             " bytes");
    }
    if (counted_) ledger_.record(ticket_, ended - began_);
}

}  // namespace bench
