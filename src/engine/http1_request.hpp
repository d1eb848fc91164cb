#pragma once

#include "engine/connection.hpp"
#include "engine/http1_progress.hpp"
#include "engine/limit.hpp"
#include "engine/stream.hpp"

#include <curlew/request.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace curlew::engine {

/// @throws ConfigurationError if the request's headers say of its body what is not so
void check_framing(const Request& request);

/// Writes a request in HTTP/1.1. Each wait for progress has a limit of its own.
class Http1RequestWriter {
public:
    Http1RequestWriter(Connection& connection, const Request& request);

    /// As much as can be done without waiting.
    /// @throws TimeoutError, CancelledError
    Progress go_on();

    [[nodiscard]] Deadline deadline() const noexcept { return deadline_; }
    [[nodiscard]] const Limit& limit() const noexcept { return limit_; }
    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
    [[nodiscard]] const IoResult& failure() const noexcept { return failure_; }

private:
    void begin_wait();

    Stream& stream_;
    const Request& request_;
    std::string out_;           // the head, and a short body behind it
    std::string_view current_;  // of out_ or of the body
    std::string_view rest_;
    Limit limit_;
    Deadline deadline_;
    bool blocked_ = false;
    std::size_t sent_ = 0;
    IoResult failure_;
};

}  // namespace curlew::engine
