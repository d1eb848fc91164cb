#pragma once

#include "engine/gate.hpp"
#include "engine/interrupt.hpp"
#include "engine/limit.hpp"

#include <curlew/timeout.hpp>
#include <curlew/transport.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace curlew::engine {

/// How an operation on a stream ended.
enum class IoStatus {
    ok,
    blocked,      ///< it can only go on after a wait()
    end,          ///< the peer closed its side in order
    timed_out,    ///< the patience given for it ran out
    interrupted,  ///< it was given up from outside
    broken,       ///< the connection is gone: reset, unreachable, cut off without close_notify
    insecure,     ///< TLS: a certificate or record that cannot be trusted
};

struct IoResult {
    IoStatus status = IoStatus::ok;
    std::size_t bytes = 0;    ///< read or written, also when the operation failed on the way
    std::string reason = {};  ///< in words, when it failed

    explicit operator bool() const noexcept { return status == IoStatus::ok; }
};

enum class Direction {
    read,
    write,
    either,  ///< whichever comes first
};

/// Wants to know when an idle connection is no longer what it was.
class IdleObserver {
public:
    /// The peer closed it, or sent what nobody asked for. May destroy the stream.
    virtual void on_activity() noexcept = 0;

protected:
    IdleObserver() = default;
    ~IdleObserver() = default;
};

/// A connection's bytes, whatever carries them: a socket, TLS over another stream.
///
/// Reading and writing never suspend. A stream that blocks its thread waits itself, for as long as
/// patience; any other says `blocked`, and goes on after wait(). Patience bounds the wait for
/// progress, not the whole operation; nothing waits without any, and writing is then blocked on
/// every stream. After any result but ok and blocked the stream is good for nothing but
/// destruction, which closes it.
class Stream : public Interruptible {
public:
    Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    virtual ~Stream() = default;

    /// Reads at least one byte, and what else is there.
    virtual IoResult read_some(std::span<char> into, std::optional<Duration> patience) = 0;

    /// Writes some of it. When that is blocked, it has to be repeated with the same data.
    virtual IoResult write_some(std::string_view data, std::optional<Duration> patience) = 0;

    /// Whether operations may be blocked, so that it takes a wait() and a deadline for it.
    [[nodiscard]] virtual bool suspends() const noexcept = 0;

    /// Waits until what was blocked may go on. It may be blocked again.
    virtual Task<Wake> wait(Direction direction, Deadline deadline) = 0;

    /// Whether everything that is known to have arrived was read. Costs nothing, and is no more
    /// than a hint: more may have come meanwhile.
    [[nodiscard]] virtual bool is_drained() const noexcept = 0;

    /// Looks whether the peer has neither closed it nor sent what nobody asked for.
    [[nodiscard]] virtual bool is_quiet() = 0;

    /// The connection is idle: tells the observer what happens to it, if it can. nullptr ends that.
    /// False when something that is known of has happened already.
    virtual bool watch(IdleObserver* observer) = 0;
};

}  // namespace curlew::engine
