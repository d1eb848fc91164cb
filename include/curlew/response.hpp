#pragma once

#include <curlew/errors.hpp>
#include <curlew/json_fwd.hpp>
#include <curlew/model.hpp>
#include <curlew/request.hpp>
#include <curlew/response_head.hpp>
#include <curlew/timeout.hpp>

#include <memory>
#include <string>
#include <utility>

namespace curlew {

/// An answer, read to its end.
///
/// It owns its bytes and holds on to no connection. A value type; concurrent reads are safe.
class Response : public ResponseHead {
public:
    Response() = default;
    explicit Response(ResponseParts parts) noexcept : ResponseHead(std::move(parts)) {}

    /// The body as it came, without its content codings.
    [[nodiscard]] const std::string& bytes() const& noexcept { return parts_.body; }
    [[nodiscard]] std::string bytes() && noexcept { return std::move(parts_.body); }

    /// The body as UTF-8: decoded by its byte order mark, else by encoding(). What cannot be
    /// decoded becomes U+FFFD; this never fails.
    [[nodiscard]] std::string text() const;

    /// The body as a JSON value. Include <curlew/json.hpp> to use the result.
    /// @throws JsonError if it is not JSON (RFC 8259), with line, column and an excerpt
    [[nodiscard]] Json json() const;

    /// The body, decoded from JSON and validated.
    /// @throws JsonError if it is not JSON
    /// @throws ValidationError naming every field that does not fit
    template <class T>
    [[nodiscard]] T as() const {
        return as<T>(request_ ? request_->options().validation : Validation::lax);
    }
    template <class T>
    [[nodiscard]] T as(Validation validation) const;

    /// Throws unless the status is 2xx, whatever the client's policy is; otherwise returns itself.
    /// @throws HTTPError, or the class below it that fits the status
    const Response& raise_for_status() const;

    /// From the first byte sent (connecting included) to the last byte received; where the body is
    /// streamed, to the last of the head.
    [[nodiscard]] Duration elapsed() const noexcept { return parts_.elapsed; }

    /// For transports and layers: what pulls the body; nullptr when it is here already.
    [[nodiscard]] const std::shared_ptr<BodyStream>& stream() const noexcept {
        return parts_.stream;
    }
    void set_stream(std::shared_ptr<BodyStream> stream) noexcept {
        parts_.stream = std::move(stream);
    }

    /// For transports and layers: how long it took.
    void set_elapsed(Duration elapsed) noexcept { parts_.elapsed = elapsed; }

    /// For transports and layers: puts another body in place of the one that came.
    void set_body(std::string body) noexcept { parts_.body = std::move(body); }

    /// For transports and layers: the request that this answers.
    void set_request(std::shared_ptr<const Request> request) noexcept {
        request_ = std::move(request);
    }

private:
    /// Adds this exchange to an error about its body, and throws it on.
    [[noreturn]] void rethrow_with_context() const;
};

template <class T>
T Response::as(Validation validation) const {
    try {
        return from_json<T>(parts_.body, validation);
    } catch (const ClientError&) {
        rethrow_with_context();
    }
}

}  // namespace curlew
