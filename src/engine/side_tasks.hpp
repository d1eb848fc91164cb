#pragma once

#include <curlew/clock.hpp>
#include <curlew/transport.hpp>

#include <functional>
#include <vector>

namespace curlew::engine {

/// Work that may come to be done beside other work.
struct Later {
    curlew::Clock::time_point time;     ///< by the client's clock
    std::function<Task<void>()> start;  ///< called then, wherever it is to be done
};

/// Carries out several tasks of one request at the same time: on several threads, or on one
/// executor, as the client's other work is.
class SideTasks {
public:
    SideTasks() = default;
    SideTasks(const SideTasks&) = delete;
    SideTasks& operator=(const SideTasks&) = delete;
    virtual ~SideTasks() = default;

    /// Carries out `first`, and beside it each of the others from its time on, as long as any of
    /// them is under way. Ends when none is: those that have not begun are called off. Then throws
    /// what one of them threw, if any did. What cancels it cancels them.
    ///
    /// It may be late: where threads are short, one of the others begins when one is free.
    virtual Task<void> run(Task<void> first, std::vector<Later> others) = 0;
};

}  // namespace curlew::engine
