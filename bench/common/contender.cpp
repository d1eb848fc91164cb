#include "common/contender.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <thread>

#include <sys/resource.h>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        const char* value = argv[i + 1];
        if (name == "--url") {
            options.url = value;
        } else if (name == "--threads") {
            options.threads = std::atoi(value);
        } else if (name == "--requests") {
            options.requests = std::atol(value);
        } else if (name == "--warmup") {
            options.warmup = std::atol(value);
        } else {
            fail("no option " + std::string(name));
        }
    }
    constexpr std::string_view scheme = "http://";
    const std::string& url = options.url;
    const auto colon = url.find(':', scheme.size());
    const auto slash = url.find('/', scheme.size());
    if (!url.starts_with(scheme) || colon > slash || slash == std::string::npos) {
        fail("usage: --url http://HOST:PORT/TARGET [--threads N] [--requests N] [--warmup N]");
    }
    options.base_url = url.substr(0, slash);
    options.host = url.substr(scheme.size(), colon - scheme.size());
    options.port = static_cast<std::uint16_t>(std::atoi(url.c_str() + colon + 1));
    options.target = url.substr(slash);
    return options;
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double percentile(std::vector<double>& sorted, double part) {
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

void fail(const std::string& why) {
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

Tally::Tally(long warmup, std::atomic<long>& left, std::barrier<std::function<void()>>& start)
    : warmup_(warmup), left_(left), start_(start) {
    latencies_us_.reserve(static_cast<std::size_t>(left.load()));
}

bool Tally::next() {
    if (warmup_ > 0) {
        --warmup_;
    } else {
        if (!counting_) {
            start_.arrive_and_wait();
            counting_ = true;
        }
        if (left_.fetch_sub(1, std::memory_order_relaxed) <= 0) return false;
    }
    began_ = Clock::now();
    return true;
}

void Tally::done(int status, std::size_t body_size) {
    if (status != 200 || body_size == 0) {
        fail("status " + std::to_string(status) + ", body of " + std::to_string(body_size) +
             " bytes");
    }
    if (!counting_) return;
    latencies_us_.push_back(
        std::chrono::duration<double, std::micro>(Clock::now() - began_).count());
}

int run_contender(int argc, char** argv, const std::function<Worker(const Options&)>& prepare) {
    const Options options = parse(argc, argv);
    const Worker worker = prepare(options);
    std::atomic<long> left{options.requests};
    double cpu_before = 0;
    Clock::time_point began;
    std::barrier<std::function<void()>> start(options.threads, [&] {
        cpu_before = cpu_seconds();
        began = Clock::now();
    });
    std::vector<std::unique_ptr<Tally>> tallies;
    std::vector<std::jthread> threads;
    for (int i = 0; i < options.threads; ++i) {
        Tally& tally = *tallies.emplace_back(std::make_unique<Tally>(options.warmup, left, start));
        threads.emplace_back([&] { worker(tally); });
    }
    threads.clear();
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    const double cpu = cpu_seconds() - cpu_before;

    std::vector<double> all;
    for (const auto& tally : tallies) {
        all.insert(all.end(), tally->latencies().begin(), tally->latencies().end());
    }
    if (static_cast<long>(all.size()) != options.requests) fail("not all requests were made");
    std::ranges::sort(all);
    std::printf(
        "{\"requests\": %zu, \"seconds\": %.6f, \"cpu_seconds\": %.6f, \"p50_us\": %.2f, "
        "\"p99_us\": %.2f}\n",
        all.size(), seconds, cpu, percentile(all, 0.5), percentile(all, 0.99));
    return 0;
}

}  // namespace bench
