#pragma once

#include "engine/gate.hpp"
#include "engine/limit.hpp"

#include <curlew/transport.hpp>

#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace curlew::engine {

/// Something that a coroutine waits for, with a time limit. One waits at a time; all on one
/// executor.
///
/// A timer does the waiting: it is cancelled to wake the coroutine. That makes Asio's cancellation
/// and the end of its contexts work here as they do everywhere.
class Event {
public:
    explicit Event(const boost::asio::any_io_executor& executor) : timer_(executor) {}

    void set() noexcept { become(Wake::ready); }
    void interrupt() noexcept { become(Wake::interrupted); }
    /// Forgets set(), not interrupt().
    void reset() noexcept {
        if (state_ == Wake::ready) state_ = Wake::timed_out;
    }

    /// Returns at once when it is set already, or interrupted.
    Task<Wake> wait(Deadline deadline);

    [[nodiscard]] boost::asio::any_io_executor get_executor() { return timer_.get_executor(); }

private:
    void become(Wake state) noexcept;

    boost::asio::steady_timer timer_;
    Wake state_ = Wake::timed_out;  // what a wait returns whose time is up now
    bool waiting_ = false;
};

/// A gate for coroutines.
class AsyncGate final : public Gate {
public:
    explicit AsyncGate(const boost::asio::any_io_executor& executor)
        : event_(std::make_shared<Event>(executor)) {}

    void open() noexcept override { event_->set(); }
    void open_from_elsewhere() override;
    void interrupt() noexcept override { event_->interrupt(); }
    Task<Wake> wait(Deadline deadline) override { return event_->wait(deadline); }

private:
    std::shared_ptr<Event> event_;  // shared with what another thread sends to the executor
};

}  // namespace curlew::engine
