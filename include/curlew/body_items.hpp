#pragma once

#include <curlew/response.hpp>
#include <curlew/splitters.hpp>
#include <curlew/sse.hpp>
#include <curlew/validation.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace curlew::detail {

/// What StreamedResponse and AsyncStreamedResponse have in common: all but how one waits.
///
/// Each of the functions begins where the one before it has left off, apart from what that one had
/// begun to cut: use one of them.
///
/// @tparam ItemsOf Items or AsyncItems
template <class Body, template <class, class> class ItemsOf>
class BodyItems : public ResponseHead {
public:
    /// The body in chunks of bytes.
    /// @param size of each but the last; 0 for as they come, which costs least
    [[nodiscard]] auto bytes(std::size_t size = 0) const { return items(ChunkSplitter(size)); }

    /// The body as UTF-8, in pieces that never end within a character. Decoded as Response::text()
    /// does.
    [[nodiscard]] auto text() const { return items(TextSplitter(encoding())); }

    /// The lines of the body, as UTF-8 and without their ends, which are LF, CR LF or CR.
    /// @param limit the longest line in bytes; a longer one is a ResponseTooLargeError
    [[nodiscard]] auto lines(std::size_t limit = default_line_limit) const {
        return items(LineSplitter(encoding(), limit));
    }

    /// The values of a body that has one JSON document in each line (NDJSON, JSON Lines). Empty
    /// lines are skipped. A line that is no T is a JsonError or a ValidationError that names it;
    /// one can go on after it.
    template <class T>
    [[nodiscard]] auto json_lines(std::size_t limit = default_line_limit) const {
        const Validation validation = request().options().validation;
        return items(JsonLineSplitter<T>(validation, limit));
    }

    /// The events of a body that is a text/event-stream, until the connection ends.
    /// @param limit the largest event, in bytes
    [[nodiscard]] auto events(std::size_t limit = SseParser::default_limit) const {
        return items(SseParser(limit));
    }

protected:
    BodyItems() = default;
    BodyItems(Response&& head, std::shared_ptr<Body> body)
        : ResponseHead(std::move(head)), body_(std::move(body)) {
        parts_.stream.reset();
    }

    template <class Splitter>
    [[nodiscard]] ItemsOf<Splitter, Body> items(Splitter splitter) const {
        if (!body_) throw ClosedError("there is no response to read from", Phase::body);
        return {body_, std::move(splitter)};
    }

    /// This response with its body.
    [[nodiscard]] Response with_body(std::string bytes) const {
        ResponseParts parts = parts_;
        parts.body = std::move(bytes);
        Response response(std::move(parts));
        response.set_request(request_);
        response.set_encoding(encoding_);
        response.set_attempts(attempts_);
        response.set_history(history_);
        return response;
    }

    std::shared_ptr<Body> body_;
};

}  // namespace curlew::detail
