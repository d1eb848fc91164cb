#pragma once

#include <cstddef>
#include <cstdint>

#include <sys/types.h>

namespace bench {

/// A server in a process of its own, on loopback, that answers nobody before it has read as many
/// requests as it was told: then it holds them until it is told to answer.
class LateServer {
public:
    /// Starts it. No other thread may exist.
    explicit LateServer(std::size_t requests);

    LateServer(const LateServer&) = delete;
    LateServer& operator=(const LateServer&) = delete;
    /// Ends it, whatever it does.
    ~LateServer();

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Readable as soon as it holds all requests, or has failed.
    [[nodiscard]] int holds_all() const noexcept { return control_; }

    /// Lets it answer all.
    /// @throws std::system_error if it is gone
    void answer_all() const;

private:
    int control_ = -1;
    std::uint16_t port_ = 0;
    pid_t process_ = -1;
};

}  // namespace bench
