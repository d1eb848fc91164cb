#pragma once

#include "engine/side_tasks.hpp"

#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

namespace curlew::engine {

/// Tasks that take turns on one executor.
class AsyncSideTasks final : public SideTasks {
public:
    AsyncSideTasks(boost::asio::any_io_executor executor, std::shared_ptr<curlew::Clock> clock)
        : executor_(std::move(executor)), clock_(std::move(clock)) {}

    Task<void> run(Task<void> first, std::vector<Later> others) override;

private:
    struct Group;

    static Task<void> carry_out(Group& group, Task<void> task);
    static Task<void> begin(Group& group, Task<void> first);
    Task<void> begin(Group& group, Later later);

    const boost::asio::any_io_executor executor_;
    const std::shared_ptr<curlew::Clock> clock_;
};

}  // namespace curlew::engine
