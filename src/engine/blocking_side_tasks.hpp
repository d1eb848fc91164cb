#pragma once

#include "engine/side_tasks.hpp"

#include <memory>

namespace curlew::engine {

/// Tasks that have a thread each: the first one that of the caller, the others threads of their
/// own.
///
/// There are at most `most_threads` of these, and none when for a while there was nothing to do.
/// Requests whose first task ends in time cost two locks, and one of them now and then a thread
/// that wakes in vain. Safe for use by many threads.
class BlockingSideTasks final : public SideTasks {
public:
    static constexpr int most_threads = 32;

    explicit BlockingSideTasks(std::shared_ptr<curlew::Clock> clock);
    ~BlockingSideTasks() override;

    Task<void> run(Task<void> first, std::vector<Later> others) override;

private:
    struct Entry;
    class State;
    class Group;

    const std::shared_ptr<State> state_;  // shared with the threads
    const std::shared_ptr<curlew::Clock> clock_;
};

}  // namespace curlew::engine
