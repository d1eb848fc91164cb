#pragma once

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bench {

/// What a contender is asked to do, from its command line:
/// `--url http://127.0.0.1:8080/j --threads N --requests N --warmup N`.
struct Options {
    std::string url;
    std::string base_url;  ///< `http://127.0.0.1:8080`
    std::string host;      ///< `127.0.0.1`
    std::uint16_t port = 0;
    std::string target;  ///< `/j`
    int threads = 1;
    long requests = 10'000;
    long warmup = 100;  ///< before them, by each thread
};

/// What one thread has to do, and how long each of its requests took.
///
/// @code
/// while (tally.next()) {
///     ... one request ...
///     tally.done(status, body_size);
/// }
/// @endcode
class Tally {
public:
    Tally(long warmup, std::atomic<long>& left, std::barrier<std::function<void()>>& start);

    /// Whether there is another request to make; its clock runs from now.
    bool next();

    /// Ends the request. Anything but 200 with a body ends the program: no contender wins by
    /// failing.
    void done(int status, std::size_t body_size);

    [[nodiscard]] const std::vector<double>& latencies() const noexcept { return latencies_us_; }

private:
    long warmup_;
    std::atomic<long>& left_;
    std::barrier<std::function<void()>>& start_;
    bool counting_ = false;
    std::chrono::steady_clock::time_point began_;
    std::vector<double> latencies_us_;
};

/// The work of one thread.
using Worker = std::function<void(Tally&)>;

/// Runs a contender and prints one line of JSON about it.
/// @param prepare makes what all threads share, and gives back the work of one
int run_contender(int argc, char** argv, const std::function<Worker(const Options&)>& prepare);

/// Says why, and ends the program.
[[noreturn]] void fail(const std::string& why);

}  // namespace bench
