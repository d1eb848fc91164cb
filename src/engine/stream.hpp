#pragma once

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
    end,        ///< the peer closed its side in order
    timed_out,  ///< the patience given for it ran out
    broken,     ///< the connection is gone: reset, unreachable, cut off without close_notify
    insecure,   ///< TLS: a certificate or record that cannot be trusted
};

struct IoResult {
    IoStatus status = IoStatus::ok;
    std::size_t bytes = 0;    ///< read or written, also when the operation failed on the way
    std::string reason = {};  ///< in words, when it failed

    explicit operator bool() const noexcept { return status == IoStatus::ok; }
};

/// A connection's bytes, whatever carries them: a socket, TLS over another stream.
///
/// One operation at a time. Patience bounds the wait for progress, not the whole operation. After
/// any result but ok the stream is good for nothing but destruction, which closes it.
class Stream {
public:
    Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    virtual ~Stream() = default;

    /// Reads at least one byte, and what else is there.
    virtual Task<IoResult> read_some(std::span<char> into, std::optional<Duration> patience) = 0;

    /// Writes all of it.
    virtual Task<IoResult> write(std::string_view data, std::optional<Duration> patience) = 0;

    /// read_some() without any patience: timed_out when there is nothing to read yet. On an idle
    /// connection nothing is what there should be.
    virtual IoResult read_now(std::span<char> into) = 0;
};

}  // namespace curlew::engine
