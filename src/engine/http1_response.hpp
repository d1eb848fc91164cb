#pragma once

#include "engine/connection.hpp"
#include "engine/http1_parser.hpp"
#include "engine/http1_progress.hpp"
#include "engine/limit.hpp"
#include "engine/stream.hpp"

#include <curlew/errors.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace curlew::engine {

/// Reads one response of HTTP/1.x, interim ones skipped: the whole of it, or first its head and
/// then its body in pieces.
///
/// All that can go wrong throws, apart from the end of the connection before anything came: that is
/// Progress::failed. After `blocked`, wait for something to read, and call the same again.
class Http1ResponseReader {
public:
    /// @param connection outlives the reader
    Http1ResponseReader(Connection& connection, const Request& request);

    /// Until the response is complete.
    Progress read_whole() { return go_on(Until::end); }

    /// Until the head is complete. Some of the body may have come, too.
    Progress read_head() { return go_on(Until::head); }

    /// Until the head is complete, or an interim response has come.
    Progress read_early();

    [[nodiscard]] bool head_complete() const noexcept { return parser_->head_complete(); }
    [[nodiscard]] int status() const noexcept { return parser_->status(); }

    /// Until there is a piece of the body, or its end.
    Progress read_piece();

    /// Brings what came already instead, without another look at the connection.
    void take_parsed();

    /// What read_piece() brought; empty at the end. Valid until the next call.
    [[nodiscard]] std::string_view piece() const noexcept { return piece_; }

    /// Whether nothing more will be read from the connection, though a piece of it may not have
    /// been asked for yet.
    [[nodiscard]] bool complete() const noexcept { return parser_->complete(); }

    [[nodiscard]] Framing framing() const noexcept { return parser_->framing(); }

    /// How many bytes of the body are still to come, where that is known.
    [[nodiscard]] std::optional<std::uint64_t> left() const noexcept;

    /// From now on, each wait may take so long, and none goes beyond the deadline.
    void limit_waits(std::optional<Duration> patience, Deadline deadline) noexcept;

    /// The wait that goes on is given up; the next one has its own limit.
    void forget_wait() noexcept { blocked_ = false; }

    [[nodiscard]] Deadline deadline() const noexcept { return deadline_; }
    [[nodiscard]] const Limit& limit() const noexcept { return limit_; }
    [[nodiscard]] Phase phase() const {
        return parser_->head_complete() ? Phase::body : Phase::head;
    }

    /// How the connection ended when nothing came.
    [[nodiscard]] const IoResult& failure() const noexcept { return failure_; }

    /// Whether the connection may serve another request. Nothing may follow a response: whatever
    /// does would be taken for the answer to the next request.
    [[nodiscard]] bool allows_reuse() const {
        return parser_->complete() && parser_->allows_reuse() && connection_.incoming.empty();
    }

    /// Whether more has come than the response has.
    [[nodiscard]] bool has_surplus() const {
        return parser_->complete() && !connection_.incoming.empty();
    }

    /// After read_whole().
    [[nodiscard]] ResponseParts release() noexcept { return parser_->release(); }

    /// After read_head(). What came of the body stays.
    [[nodiscard]] ResponseParts release_head() { return parser_->release_head(); }

private:
    enum class Until { interim, head, piece, end };

    Progress go_on(Until until);
    Progress read(Until until);
    void begin();
    void begin_wait();
    [[nodiscard]] bool parse();
    [[nodiscard]] bool has_reached(Until until) const noexcept;
    void skip_interim();
    IoResult read_more(Until until);
    IoResult read_buffered(std::size_t size);
    IoResult read_into_body();
    IoResult read_into_piece();
    [[noreturn]] void throw_incomplete(const IoResult& result);

    Connection& connection_;
    std::optional<Duration> patience_;
    Deadline total_;
    std::uint64_t body_limit_;
    bool answers_head_;
    bool is_streamed_;
    std::optional<Http1Parser> parser_;
    Limit limit_;
    Deadline deadline_;  // of the wait that goes on
    bool blocked_ = false;
    std::size_t received_ = 0;
    int interim_ = 0;        // responses that were skipped
    int known_interim_ = 0;  // of them, those that read_early() has returned for
    IoResult failure_;
    std::unique_ptr<char[]> buffer_;  // for what is read straight from the stream
    std::string_view piece_;          // of buffer_ or of parsed_
    std::string parsed_;
};

}  // namespace curlew::engine
