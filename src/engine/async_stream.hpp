#pragma once

#include "engine/socket.hpp"
#include "engine/stream.hpp"

#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace curlew::engine {

/// A stream over a socket that belongs to an executor.
///
/// While there is nothing to read, a read is always under way, also while the connection is idle:
/// that the peer closed it is known at once. It reads into a small buffer of the stream's own, so
/// that giving up a wait leaves no operation behind that writes to memory of others.
class AsyncStream final : public Stream {
public:
    /// Takes a connected socket that does not block. An errno when the executor cannot have it.
    static std::pair<std::unique_ptr<AsyncStream>, int> adopt(
        Socket socket, const boost::asio::any_io_executor& executor);
    ~AsyncStream() override;

    IoResult read_some(std::span<char> into, std::optional<Duration> patience) override;
    IoResult write_some(std::string_view data, std::optional<Duration> patience) override;
    [[nodiscard]] bool suspends() const noexcept override { return true; }
    Task<Wake> wait(Direction direction, Deadline deadline) override;
    [[nodiscard]] bool is_drained() const noexcept override;
    [[nodiscard]] bool is_quiet() override;
    bool watch(IdleObserver* observer) override;
    void interrupt() noexcept override;

private:
    class State;
    explicit AsyncStream(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}

    std::shared_ptr<State> state_;  // shared with the operations under way
};

}  // namespace curlew::engine
