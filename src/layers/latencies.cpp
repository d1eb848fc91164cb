#include "layers/latencies.hpp"

#include <algorithm>
#include <cmath>

namespace curlew::layers {
namespace {

// To sort out all of them for every request would cost more than it tells.
constexpr std::size_t changes_per_look = 32;

Duration pick(std::vector<Duration> values, double part) {
    const auto rank = std::ceil(part * static_cast<double>(values.size()));
    const auto index =
        std::clamp<std::size_t>(static_cast<std::size_t>(rank), 1, values.size()) - 1;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(index);
    std::ranges::nth_element(values, at);
    return *at;
}

}  // namespace

Latencies::Samples& Latencies::find(const std::string& key) {
    const auto known = samples_.find(key);
    if (known != samples_.end()) return known->second;
    if (samples_.size() >= most_keys) {
        samples_.erase(std::ranges::min_element(
            samples_, {}, [](const auto& entry) { return entry.second.used; }));
    }
    return samples_[key];
}

void Latencies::add(const std::string& key, Duration latency) {
    const std::lock_guard lock(mutex_);
    Samples& samples = find(key);
    samples.used = ++uses_;
    ++samples.changes;
    if (samples.ring.size() < window) {
        samples.ring.push_back(latency);
    } else {
        samples.ring[samples.oldest] = latency;
        samples.oldest = (samples.oldest + 1) % window;
    }
}

std::optional<Duration> Latencies::quantile(std::string_view key, double part) {
    const std::lock_guard lock(mutex_);
    const auto known = samples_.find(key);
    if (known == samples_.end() || known->second.ring.size() < least) return std::nullopt;
    Samples& samples = known->second;
    if (samples.part != part || samples.changes >= changes_per_look) {
        samples.value = pick(samples.ring, part);
        samples.part = part;
        samples.changes = 0;
    }
    return samples.value;
}

}  // namespace curlew::layers
