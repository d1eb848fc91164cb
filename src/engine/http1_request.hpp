#pragma once

#include "engine/connection.hpp"
#include "engine/http1_progress.hpp"
#include "engine/limit.hpp"
#include "engine/stream.hpp"

#include <curlew/request.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace curlew::engine {

/// The size of the request's body, as far as it is known.
/// @throws ConfigurationError if the request's headers say of its body what is not so
[[nodiscard]] std::optional<std::uint64_t> checked_body_size(const Request& request);

/// Writes a request in HTTP/1.1: the head and a body that is in memory, or one that it is given
/// piece by piece. Each wait for progress has a limit of its own.
class Http1RequestWriter {
public:
    /// @param body_size as checked_body_size() has it
    Http1RequestWriter(Connection& connection, const Request& request,
                       std::optional<std::uint64_t> body_size);

    /// As much as can be done: without waiting, or by waiting where that is how the stream does it.
    /// Progress::blocked: wait for it to be writable, and call it again.
    /// @throws TimeoutError, CancelledError
    Progress go_on(bool may_wait = true);

    /// What is written next of a body that is not in memory; empty for its end. To be called when
    /// what went before is done. The piece stays where it is until that is true of it.
    /// @throws ConfigurationError if there is more of it, or less, than its size says
    void add(std::string_view piece);

    /// Keeps a body that is in memory back until release_body().
    void hold_body() noexcept;
    void release_body() noexcept { held_ = false; }

    [[nodiscard]] Deadline deadline() const noexcept { return deadline_; }
    [[nodiscard]] const Limit& limit() const noexcept { return limit_; }
    [[nodiscard]] std::size_t sent() const noexcept { return sent_; }
    [[nodiscard]] std::optional<std::uint64_t> body_size() const noexcept { return body_size_; }
    /// Of the body.
    [[nodiscard]] std::uint64_t body_sent() const noexcept { return body_sent_; }
    [[nodiscard]] const IoResult& failure() const noexcept { return failure_; }

private:
    void begin_wait();
    void add_chunk(std::string_view piece);
    void wrote(std::size_t bytes) noexcept;

    Stream& stream_;
    const Request& request_;
    const std::optional<std::uint64_t> body_size_;
    std::string out_;           // what is not of the body, and what is short enough to go with it
    std::string_view current_;  // of out_ or of the body
    std::string_view rest_;     // of the body, after current_
    std::size_t body_in_out_ = 0;  // about at the end of out_
    std::uint64_t body_added_ = 0;
    std::uint64_t body_sent_ = 0;
    bool is_in_body_ = false;  // current_ is
    bool held_ = false;
    bool is_in_chunk_ = false;  // whose end is still to be written
    Limit limit_;
    Deadline deadline_;
    bool blocked_ = false;
    std::size_t sent_ = 0;
    IoResult failure_;
};

}  // namespace curlew::engine
