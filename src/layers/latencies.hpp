#pragma once

#include <curlew/timeout.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace curlew::layers {

/// How long the latest first attempts took, by key. Safe for use by many threads.
class Latencies {
public:
    static constexpr std::size_t least = 100;       ///< so many have to be known
    static constexpr std::size_t window = 512;      ///< of each key, the latest
    static constexpr std::size_t most_keys = 1000;  ///< the one longest unused is forgotten

    void add(const std::string& key, Duration latency);

    /// What this part of them, from 0 to 1, did not exceed; nothing while there are too few. May be
    /// a few attempts old.
    [[nodiscard]] std::optional<Duration> quantile(std::string_view key, double part);

private:
    struct Samples {
        std::vector<Duration> ring = {};
        std::size_t oldest = 0;
        std::uint64_t used = 0;
        std::size_t changes = 0;  // since it was computed
        double part = -1;         // of what was computed
        Duration value = {};
    };

    [[nodiscard]] Samples& find(const std::string& key);

    std::mutex mutex_;
    std::map<std::string, Samples, std::less<>> samples_;
    std::uint64_t uses_ = 0;
};

}  // namespace curlew::layers
