#pragma once

#include <curlew/attempt.hpp>
#include <curlew/headers.hpp>
#include <curlew/link.hpp>
#include <curlew/request.hpp>
#include <curlew/timeout.hpp>
#include <curlew/url.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

class BodyStream;
class Response;

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

/// All of an answer but its body.
class ResponseHead {
public:
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

    /// The charset that Content-Type names, in lower case; empty when it names none.
    [[nodiscard]] std::string charset() const;

    /// The charset by which the body becomes text, unless it begins with a byte order mark: the one
    /// that was set, else charset(), else `utf-8`.
    [[nodiscard]] std::string encoding() const;
    /// Sets it, for servers that name a wrong charset or none: any name that iconv knows. Others
    /// mean UTF-8.
    void set_encoding(std::string name) { encoding_ = std::move(name); }

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

    /// The Link header (RFC 8288), in order. Targets are as sent: `url().resolve(link.target)`.
    [[nodiscard]] std::vector<Link> links() const;

    /// Status code and reason phrase: `404 Not Found`.
    [[nodiscard]] std::string status_line() const;

    /// The attempts that it took, in order; the last one brought this response.
    [[nodiscard]] std::vector<Attempt> attempts() const;
    [[nodiscard]] int attempt_count() const noexcept;

    /// Why there was no further attempt.
    [[nodiscard]] RetryStop retry_stop() const noexcept;

    /// The redirects that led here, the first one first, without their bodies.
    [[nodiscard]] const std::vector<Response>& history() const noexcept;

    /// The URL that answered.
    /// @throws ConfigurationError as request() does
    [[nodiscard]] const Url& url() const;

    /// The request that this answers. Lives as long as the response or a copy of it.
    /// @throws ConfigurationError if the response was made by hand and answers none
    [[nodiscard]] const Request& request() const;

    /// For transports and layers: the request that this answers; nullptr where there is none.
    [[nodiscard]] const std::shared_ptr<const Request>& shared_request() const noexcept {
        return request_;
    }

    /// For layers: what it took to get this response.
    [[nodiscard]] const std::shared_ptr<const AttemptLog>& attempt_log() const noexcept {
        return attempts_;
    }
    void set_attempts(std::shared_ptr<const AttemptLog> log) noexcept {
        attempts_ = std::move(log);
    }
    void set_history(std::shared_ptr<const std::vector<Response>> history) noexcept {
        history_ = std::move(history);
    }

protected:
    ResponseHead() = default;
    explicit ResponseHead(ResponseParts parts) noexcept : parts_(std::move(parts)) {}
    ~ResponseHead() = default;
    ResponseHead(const ResponseHead&) = default;
    ResponseHead(ResponseHead&&) noexcept = default;
    ResponseHead& operator=(const ResponseHead&) = default;
    ResponseHead& operator=(ResponseHead&&) noexcept = default;

    ResponseParts parts_;
    std::shared_ptr<const AttemptLog> attempts_;            // nullptr: this one alone
    std::shared_ptr<const std::vector<Response>> history_;  // nullptr: none
    std::shared_ptr<const Request> request_;
    std::string encoding_;  // empty: not set
};

}  // namespace curlew
