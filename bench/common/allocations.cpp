#include "common/allocations.hpp"

#include <dlfcn.h>

namespace bench {

AllocationCounter::AllocationCounter()
    : read_(reinterpret_cast<void (*)(Allocations*)>(::dlsym(RTLD_DEFAULT, "bench_allocations"))) {}

Allocations AllocationCounter::read() const {
    Allocations now;
    if (read_ != nullptr) read_(&now);
    return now;
}

}  // namespace bench
