#pragma once

#include "engine/socket.hpp"
#include "engine/stream.hpp"

namespace curlew::engine {

/// A stream over a blocking socket: its tasks are done when they return, and no reactor is
/// involved.
class BlockingStream final : public Stream {
public:
    explicit BlockingStream(Socket socket) noexcept : socket_(std::move(socket)) {}

    Task<IoResult> read_some(std::span<char> into, std::optional<Duration> patience) override;
    Task<IoResult> write(std::string_view data, std::optional<Duration> patience) override;
    IoResult read_now(std::span<char> into) override;

private:
    Socket socket_;
};

}  // namespace curlew::engine
