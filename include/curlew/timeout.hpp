#pragma once

#include <chrono>
#include <optional>

namespace curlew {

/// Any std::chrono duration converts to it.
using Duration = std::chrono::nanoseconds;

/// How long each part of a request may take. Empty means without limit.
///
/// @code
/// curlew::Client client({.timeout = {.read = 10s, .total = 60s}});
/// client.get("/report").timeout(2min).send();
/// @endcode
struct TimeoutConfig {
    /// To look up the host, connect and finish the TLS handshake, together.
    std::optional<Duration> connect = std::chrono::seconds(5);
    /// Between two pieces of the response, and before its first.
    std::optional<Duration> read = std::chrono::seconds(30);
    /// Until the server takes the next piece of the request.
    std::optional<Duration> write = std::chrono::seconds(30);
    /// For a connection to become free when all are in use.
    std::optional<Duration> pool = std::chrono::seconds(10);
    /// For the request as a whole, whatever it does meanwhile.
    std::optional<Duration> total = std::nullopt;
    /// Whether the total also bounds how long a streamed body may take. Otherwise it covers all
    /// that goes before, up to the response's head, and `read` alone bounds each wait after that.
    bool total_includes_stream = false;

    /// The same limit for connect, read, write and pool; none for the total.
    [[nodiscard]] static constexpr TimeoutConfig each(Duration limit) noexcept {
        return {limit, limit, limit, limit, std::nullopt, false};
    }
    /// No limit at all. A server that stops answering then holds its caller for ever.
    [[nodiscard]] static constexpr TimeoutConfig unlimited() noexcept {
        return {std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt, false};
    }

    friend bool operator==(const TimeoutConfig&, const TimeoutConfig&) = default;
};

}  // namespace curlew
