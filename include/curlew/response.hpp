#pragma once

#include <curlew/errors.hpp>
#include <curlew/headers.hpp>
#include <curlew/json_fwd.hpp>
#include <curlew/link.hpp>
#include <curlew/model.hpp>
#include <curlew/request.hpp>
#include <curlew/timeout.hpp>
#include <curlew/url.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace curlew {

class BodyStream;

/// The protocol that a response came by.
enum class HttpVersion { http_1_0, http_1_1, http_2 };

/// `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
[[nodiscard]] std::string_view to_string(HttpVersion version) noexcept;

/// What a transport fills in to make a Response.
struct ResponseParts {
    int status = 200;
    std::string reason = {};
    Headers headers = {};
    std::string body = {};
    HttpVersion version = HttpVersion::http_1_1;
    Duration elapsed = {};
    /// What pulls the body, in place of `body`, where RequestOptions::stream is set.
    std::shared_ptr<BodyStream> stream = nullptr;
};

/// An answer, read to its end.
///
/// It owns its bytes and holds on to no connection. A value type; concurrent reads are safe.
class Response {
public:
    Response() = default;
    explicit Response(ResponseParts parts) noexcept : parts_(std::move(parts)) {}

    /// The status code (RFC 9110 section 15).
    [[nodiscard]] int status() const noexcept { return parts_.status; }
    /// The reason phrase as sent; often empty, always without meaning.
    [[nodiscard]] const std::string& reason() const noexcept { return parts_.reason; }
    [[nodiscard]] const Headers& headers() const noexcept { return parts_.headers; }
    /// Shorthand for `headers().get(name)`.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept {
        return parts_.headers.get(name);
    }
    [[nodiscard]] HttpVersion http_version() const noexcept { return parts_.version; }

    /// The body as it came.
    [[nodiscard]] const std::string& bytes() const& noexcept { return parts_.body; }
    [[nodiscard]] std::string bytes() && noexcept { return std::move(parts_.body); }

    /// The body as UTF-8: decoded by its byte order mark, else by the charset of Content-Type, else
    /// as UTF-8. What cannot be decoded becomes U+FFFD; this never fails.
    [[nodiscard]] std::string text() const;

    /// The charset that Content-Type names, in lower case; empty when it names none.
    [[nodiscard]] std::string charset() const;

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

    /// 1xx
    [[nodiscard]] bool is_informational() const noexcept { return status() / 100 == 1; }
    /// 2xx
    [[nodiscard]] bool is_success() const noexcept { return status() / 100 == 2; }
    /// 3xx
    [[nodiscard]] bool is_redirect() const noexcept { return status() / 100 == 3; }
    /// 4xx
    [[nodiscard]] bool is_client_error() const noexcept { return status() / 100 == 4; }
    /// 5xx and, as RFC 9110 section 15 asks for, whatever lies above
    [[nodiscard]] bool is_server_error() const noexcept { return status() >= 500; }
    /// 4xx or 5xx
    [[nodiscard]] bool is_error() const noexcept { return status() >= 400; }

    /// Throws unless the status is 2xx, whatever the client's policy is; otherwise returns itself.
    /// @throws HTTPError, or the class below it that fits the status
    const Response& raise_for_status() const;

    /// The Link header (RFC 8288), in order. Targets are as sent: `url().resolve(link.target)`.
    [[nodiscard]] std::vector<Link> links() const;

    /// The URL that answered.
    /// @throws ConfigurationError as request() does
    [[nodiscard]] const Url& url() const;

    /// The request that this answers. Lives as long as the response or a copy of it.
    /// @throws ConfigurationError if the response was made by hand and answers none
    [[nodiscard]] const Request& request() const;

    /// From the first byte sent (connecting included) to the last byte received.
    [[nodiscard]] Duration elapsed() const noexcept { return parts_.elapsed; }

    /// For transports and layers: what pulls the body; nullptr when it is here already.
    [[nodiscard]] const std::shared_ptr<BodyStream>& stream() const noexcept {
        return parts_.stream;
    }
    void set_stream(std::shared_ptr<BodyStream> stream) noexcept {
        parts_.stream = std::move(stream);
    }

    /// For transports and layers: puts another body in place of the one that came.
    void set_body(std::string body) noexcept { parts_.body = std::move(body); }

    /// For transports and layers: the request that this answers.
    void set_request(std::shared_ptr<const Request> request) noexcept {
        request_ = std::move(request);
    }

private:
    /// Adds this exchange to an error about its body, and throws it on.
    [[noreturn]] void rethrow_with_context() const;

    ResponseParts parts_;
    std::shared_ptr<const Request> request_;
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
