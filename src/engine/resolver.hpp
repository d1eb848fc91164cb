#pragma once

#include "engine/socket.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace curlew::engine {

/// What a look-up found; `reason` says why there are no addresses.
struct Resolution {
    std::vector<SocketAddress> addresses = {};
    bool timed_out = false;
    std::string reason = {};
};

/// The addresses of a host, in the order in which to try them (RFC 6724, by the system's resolver).
///
/// IP addresses are answered at once. A name is looked up by a thread of its own, because
/// getaddrinfo() cannot be told how long to take; when `deadline` passes first, that thread is left
/// to end by itself.
[[nodiscard]] Resolution resolve(const std::string& host, std::uint16_t port, Deadline deadline);

}  // namespace curlew::engine
