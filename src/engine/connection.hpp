#pragma once

#include "engine/read_buffer.hpp"
#include "engine/stream.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace curlew::engine {

/// One open connection, and what is known of it between its exchanges.
struct Connection {
    explicit Connection(std::unique_ptr<Stream> opened) : stream(std::move(opened)) {}

    std::unique_ptr<Stream> stream;
    ReadBuffer incoming;  ///< what was read and not yet parsed
    std::uint64_t exchanges = 0;
    /// When the last exchange ended.
    std::chrono::steady_clock::time_point last_used = std::chrono::steady_clock::now();
};

}  // namespace curlew::engine
