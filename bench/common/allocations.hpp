#pragma once

#include <cstdint>

namespace bench {

/// What the program has allocated since it began.
struct Allocations {
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
};

/// Reads the counters of cost/allocations.cpp, if that is preloaded. The programs that are timed
/// and those that are counted are the same.
class AllocationCounter {
public:
    AllocationCounter();

    explicit operator bool() const noexcept { return read_ != nullptr; }
    [[nodiscard]] Allocations read() const;

private:
    void (*read_)(Allocations*) = nullptr;
};

}  // namespace bench
