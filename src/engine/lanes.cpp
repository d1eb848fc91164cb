#include "engine/lanes.hpp"

#include <new>
#include <utility>

namespace curlew::engine {

Lanes::Lanes() = default;
Lanes::~Lanes() = default;

std::unique_ptr<Lanes::Lane> Lanes::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!free_.empty()) {
            auto lane = std::move(free_.back());
            free_.pop_back();
            return lane;
        }
    }
    return std::make_unique<Lane>();
}

void Lanes::put_back(std::unique_ptr<Lane> lane) noexcept {
    try {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(lane));
    } catch (const std::bad_alloc&) {
        // One lane less to reuse: the next call makes another.
    }
}

}  // namespace curlew::engine
