#include "engine/http1_response.hpp"

#include "engine/failure.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace curlew::engine {
namespace {

constexpr std::size_t read_size = std::size_t{8} * 1024;
constexpr std::size_t body_read_size = std::size_t{64} * 1024;
// Fits the first cache together with what uses it: larger pieces are slower, not faster.
constexpr std::size_t piece_size = std::size_t{32} * 1024;
// A larger Content-Length is only a promise: memory is taken as the bytes come.
constexpr std::uint64_t trusted_reservation = std::uint64_t{1024} * 1024;
// 100 and 103 come once or twice; a peer that sends them without end is stalling.
constexpr int most_interim_responses = 32;

[[noreturn]] void throw_failure(const ParseFailure& failure, Phase phase) {
    if (failure.too_large)
        throw ResponseTooLargeError("response refused: " + failure.reason, phase);
    throw MalformedResponseError("malformed response: " + failure.reason, phase);
}

}  // namespace

Http1ResponseReader::Http1ResponseReader(Connection& connection, const Request& request)
    : connection_(connection),
      patience_(request.options().timeout.read),
      total_(request.options().deadline),
      body_limit_(request.options().max_response_body),
      answers_head_(request.method() == "HEAD"),
      is_streamed_(request.options().stream) {
    begin();
}

void Http1ResponseReader::begin() {
    parser_.emplace(
        answers_head_,
        ParseLimits{.body = body_limit_, .reservation = is_streamed_ ? 0 : trusted_reservation});
}

void Http1ResponseReader::limit_waits(std::optional<Duration> patience,
                                      Deadline deadline) noexcept {
    patience_ = patience;
    total_ = deadline;
}

std::optional<std::uint64_t> Http1ResponseReader::left() const noexcept {
    if (parser_->framing() == Framing::length || parser_->complete()) return parser_->missing();
    return std::nullopt;
}

Progress Http1ResponseReader::read_early() {
    const Progress progress = go_on(Until::interim);
    if (progress == Progress::done) known_interim_ = interim_;
    return progress;
}

Progress Http1ResponseReader::read_piece() {
    piece_ = {};
    const Progress progress = go_on(Until::piece);
    if (progress == Progress::done && piece_.empty()) take_parsed();
    return progress;
}

/// It is handed out from a string of its own: parsing goes on in the other.
void Http1ResponseReader::take_parsed() {
    parsed_.clear();
    parsed_.swap(parser_->body());
    piece_ = parsed_;
}

Progress Http1ResponseReader::go_on(Until until) {
    const Progress progress = read(until);
    connection_.incoming.keep();
    return progress;
}

Progress Http1ResponseReader::read(Until until) {
    for (;;) {
        if (parse() || has_reached(until)) return Progress::done;
        if (!blocked_) begin_wait();
        IoResult result = read_more(until);
        if (result.status == IoStatus::blocked) {
            if (!std::exchange(blocked_, true)) deadline_ = limit_.end();
            return Progress::blocked;
        }
        blocked_ = false;
        if (result) {
            received_ += result.bytes;
            continue;
        }
        const bool gone = result.status == IoStatus::end || result.status == IoStatus::broken;
        if (gone && received_ == 0) {
            failure_ = std::move(result);
            return Progress::failed;
        }
        if (result.status == IoStatus::end) parser_->put_end();
        if (!parser_->complete()) throw_incomplete(result);
        return Progress::done;
    }
}

bool Http1ResponseReader::has_reached(Until until) const noexcept {
    switch (until) {
        case Until::interim:
            return parser_->head_complete() || interim_ > known_interim_;
        case Until::head:
            return parser_->head_complete();
        case Until::piece:
            return !piece_.empty() || !parser_->body().empty();
        default:
            return false;
    }
}

void Http1ResponseReader::begin_wait() {
    limit_ = Limit::earliest(patience_, total_);
    if (limit_.expired()) throw_timeout(phase(), limit_);
}

/// Parses what is buffered. True when the response is complete.
bool Http1ResponseReader::parse() {
    ReadBuffer& incoming = connection_.incoming;
    while (!incoming.empty()) {
        incoming.consume(parser_->put(incoming.view()));
        if (parser_->failure()) throw_failure(*parser_->failure(), phase());
        if (!parser_->complete()) break;
        if (parser_->status() / 100 != 1) return true;
        skip_interim();
    }
    return parser_->complete();
}

void Http1ResponseReader::skip_interim() {
    if (parser_->status() == 101) {
        throw_failure({false, "101 Switching Protocols, which nobody asked for"}, Phase::head);
    }
    if (++interim_ > most_interim_responses) {
        throw_failure({false, "interim responses (1xx) without end"}, Phase::head);
    }
    begin();
}

IoResult Http1ResponseReader::read_more(Until until) {
    if (parser_->missing() == 0) {
        return read_buffered(until == Until::piece ? body_read_size : read_size);
    }
    return until == Until::end ? read_into_body() : read_into_piece();
}

IoResult Http1ResponseReader::read_buffered(std::size_t size) {
    ReadBuffer& incoming = connection_.incoming;
    IoResult result = connection_.stream->read_some(incoming.prepare(size), limit_.patience);
    incoming.commit(result.bytes);
    return result;
}

/// Straight to where it is going.
IoResult Http1ResponseReader::read_into_body() {
    std::string& body = parser_->body();
    const std::size_t have = body.size();
    const auto room = std::min<std::uint64_t>(parser_->missing(), body_read_size);
    body.resize(have + static_cast<std::size_t>(room));
    IoResult result = connection_.stream->read_some(std::span(body).subspan(have), limit_.patience);
    body.resize(have + result.bytes);
    parser_->took(result.bytes);
    return result;
}

IoResult Http1ResponseReader::read_into_piece() {
    const auto room =
        static_cast<std::size_t>(std::min<std::uint64_t>(parser_->missing(), piece_size));
    // What is missing never grows.
    if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(room);
    IoResult result =
        connection_.stream->read_some(std::span(buffer_.get(), room), limit_.patience);
    parser_->took(result.bytes);
    piece_ = {buffer_.get(), result.bytes};
    return result;
}

void Http1ResponseReader::throw_incomplete(const IoResult& result) {
    try {
        throw_read_failure(result, phase(), limit_, received_);
    } catch (TruncatedResponseError& error) {
        // What came may be of use. Of a stream, it was handed out already.
        if (parser_->head_complete() && !is_streamed_) {
            error.attach({.response = std::make_shared<const Response>(parser_->release())});
        }
        throw;
    }
}

}  // namespace curlew::engine
