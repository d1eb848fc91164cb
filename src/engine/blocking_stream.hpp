#pragma once

#include "engine/socket.hpp"
#include "engine/stream.hpp"

#include <atomic>

namespace curlew::engine {

/// A stream over a blocking socket: it never says `blocked`, and no reactor is involved.
class BlockingStream final : public Stream {
public:
    explicit BlockingStream(Socket socket) noexcept : socket_(std::move(socket)) {}

    IoResult read_some(std::span<char> into, std::optional<Duration> patience) override;
    IoResult write_some(std::string_view data, std::optional<Duration> patience) override;
    [[nodiscard]] bool suspends() const noexcept override { return false; }
    Task<Wake> wait(Direction direction, Deadline deadline) override;
    [[nodiscard]] bool is_drained() const noexcept override { return drained_; }
    [[nodiscard]] bool is_quiet() override;
    bool watch(IdleObserver*) override { return true; }
    void interrupt() noexcept override;

private:
    [[nodiscard]] IoResult failed(int error) const;

    Socket socket_;
    std::atomic<bool> interrupted_ = false;
    bool drained_ = true;
};

}  // namespace curlew::engine
