#pragma once

#include <cstddef>
#include <cstdint>

namespace curlew {

/// The state of a client's connections at one moment.
struct PoolStats {
    /// Connections that a request has, those that are being opened included. 0 when no request is
    /// under way, however the last ones ended.
    std::size_t in_use = 0;
    /// Open connections that wait for the next request.
    std::size_t idle = 0;
    /// Requests that wait for a connection.
    std::size_t waiting = 0;
    /// Connections opened since the client was made.
    std::uint64_t opened = 0;
};

}  // namespace curlew
