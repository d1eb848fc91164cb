#pragma once

#include <cstdint>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace curlew::engine {

/// Told when a socket that is watched may be ready.
class ReadinessObserver {
public:
    /// @param events epoll's. May destroy the observer.
    virtual void on_ready(std::uint32_t events) noexcept = 0;

protected:
    ReadinessObserver() = default;
    ~ReadinessObserver() = default;
};

/// Watches all sockets of a client for it. On one executor.
///
/// Asio's own operations cost each response a handler, and a system call that finds nothing yet. So
/// the sockets are in an epoll instance of the client's, once and edge-triggered, and Asio waits
/// for that one: a single operation for all of them, which does not keep the event loop running.
class Readiness {
public:
    explicit Readiness(const boost::asio::any_io_executor& executor);
    Readiness(const Readiness&) = delete;
    Readiness& operator=(const Readiness&) = delete;
    /// Nothing is watched any more. Safe on any thread: what is left belongs to the operation under
    /// way.
    ~Readiness() = default;

    /// From now on, changes are told to the observer, and once how it is now. An errno when the
    /// socket cannot be watched, 0 otherwise. To be called by what keeps the event loop running.
    [[nodiscard]] int add(int fd, ReadinessObserver& observer);

    /// The observer is told nothing more. To be done before the socket is closed.
    void remove(int fd, const ReadinessObserver& observer) noexcept;

private:
    class State;
    std::shared_ptr<State> state_;  // shared with the operation under way
};

}  // namespace curlew::engine
