#pragma once

#include <curlew/testing/server_request.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

namespace curlew::testing::detail {

/// What happened so far: written by the server's thread, read and waited for by tests'.
class Ledger {
public:
    explicit Ledger(bool keep_requests) noexcept : keep_requests_(keep_requests) {}

    /// @return the connection's number, from 1
    std::size_t connection_opened();
    void connection_closed();
    void tls_established(bool resumed);
    void request_received(const ServerRequest& request);

    [[nodiscard]] std::vector<ServerRequest> requests() const;
    [[nodiscard]] ServerRequest last_request() const;
    [[nodiscard]] std::size_t request_count() const;
    void clear_requests();
    [[nodiscard]] std::size_t connection_count() const;
    [[nodiscard]] std::size_t open_connections() const;
    [[nodiscard]] std::size_t tls_handshakes() const;
    [[nodiscard]] std::size_t tls_resumptions() const;

    [[nodiscard]] bool wait_for_requests(std::size_t count, std::chrono::nanoseconds timeout) const;
    [[nodiscard]] bool wait_for_open_connections(std::size_t count,
                                                 std::chrono::nanoseconds timeout) const;

private:
    [[nodiscard]] std::size_t read(const std::size_t& counter) const;

    const bool keep_requests_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<ServerRequest> requests_;
    std::size_t request_count_ = 0;
    std::size_t connection_count_ = 0;
    std::size_t open_connections_ = 0;
    std::size_t tls_handshakes_ = 0;
    std::size_t tls_resumptions_ = 0;
};

}  // namespace curlew::testing::detail
