#pragma once

#include "engine/event.hpp"
#include "engine/readiness.hpp"
#include "engine/socket.hpp"
#include "engine/stream.hpp"

#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

namespace curlew::engine {

/// A stream over a socket that is watched, also while the connection is idle: that the peer closed
/// it is known at once.
class AsyncStream final : public Stream, private ReadinessObserver {
public:
    /// Takes a connected socket that does not block. An errno when it cannot be watched.
    /// @param readiness outlives the stream
    static std::pair<std::unique_ptr<AsyncStream>, int> adopt(
        Socket socket, Readiness& readiness, const boost::asio::any_io_executor& executor);
    ~AsyncStream() override;

    IoResult read_some(std::span<char> into, std::optional<Duration> patience) override;
    IoResult write_some(std::string_view data, std::optional<Duration> patience) override;
    [[nodiscard]] bool suspends() const noexcept override { return true; }
    Task<Wake> wait(Direction direction, Deadline deadline) override;
    [[nodiscard]] bool is_drained() const noexcept override { return drained_; }
    [[nodiscard]] bool is_quiet() override;
    bool watch(IdleObserver* observer) override;
    void interrupt() noexcept override;

private:
    AsyncStream(Socket socket, Readiness& readiness, const boost::asio::any_io_executor& executor);

    void on_ready(std::uint32_t events) noexcept override;

    const Socket socket_;
    Readiness& readiness_;
    Event readable_;
    Event writable_;
    IdleObserver* observer_ = nullptr;
    bool is_watched_ = false;
    bool either_ = false;  // who waits to write wants to know, too, when there is something to read
    bool drained_ = false;  // when there is more to read, the stream will be told so
    bool hung_up_ = false;  // what is left to read ends with the end, of which nobody will tell
    bool interrupted_ = false;
};

}  // namespace curlew::engine
