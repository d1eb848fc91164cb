#pragma once

#include "support/async_run.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <thread>

namespace curlew::testing {

/// What the kernel knows of the connections to a port of 127.0.0.1.
struct TcpConnections {
    std::size_t connecting = 0;        ///< clients' SYNs without an answer
    std::size_t held_by_clients = 0;   ///< that clients have not closed, those above included
    std::size_t unread_by_server = 0;  ///< bytes
    std::size_t under_way = 0;         ///< bytes that one side sent and the other has not read

    [[nodiscard]] static TcpConnections to(std::uint16_t port);
};

/// Waits until the connections to the port are as they should be. For what neither side can tell:
/// that a SYN is on its way, that something arrived, was read, or is gone.
/// @return false when the time is up
template <std::predicate<const TcpConnections&> Condition>
bool wait_for_tcp(std::uint16_t port, Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition(TcpConnections::to(port))) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        // The kernel tells nobody: one has to look again.
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

}  // namespace curlew::testing
