#pragma once

#include <curlew/task.hpp>

#include <string_view>

namespace curlew {

/// The body of a response, pulled piece by piece: what a transport gives with a response whose
/// request has RequestOptions::stream set.
///
/// Nothing is read ahead: a peer that sends faster than the body is pulled has to wait. Destroying
/// it before its end closes its connection. One call at a time.
class BodyStream {
public:
    BodyStream() = default;
    BodyStream(const BodyStream&) = delete;
    BodyStream& operator=(const BodyStream&) = delete;
    virtual ~BodyStream() = default;

    /// The next piece, of any size; empty at the end, and ever after. It stays valid until the next
    /// call. The stream outlives the task.
    /// @throws TimeoutError, ConnectionError, ProtocolError, CancelledError, ClosedError; each
    ///         further call then throws the same
    virtual Task<std::string_view> read() = 0;

    /// Nobody will read any more of it. If there is little left, it is read away, so that the
    /// connection can serve another request. Never throws curlew's errors.
    virtual Task<void> discard() = 0;
};

}  // namespace curlew
