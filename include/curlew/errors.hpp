#pragma once

#include <curlew/attempt.hpp>
#include <curlew/error_details.hpp>
#include <curlew/field_error.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

class Request;
class Response;

/// How far a request had come when it failed.
enum class Phase {
    prepare,     ///< building the request; nothing was sent
    pool,        ///< waiting for a free connection
    resolve,     ///< looking up the host name
    connect,     ///< opening the TCP connection
    tls,         ///< TLS handshake
    write,       ///< sending the request
    head,        ///< waiting for and reading the response's status line and headers
    body,        ///< reading the response's body
    decode,      ///< interpreting a response that was read whole
    backoff,     ///< waiting before it is tried again
    rate_limit,  ///< waiting for the client's own rate limit
};

/// The phase as it appears in messages: `waiting for a connection`, `connecting`, ...
[[nodiscard]] const char* to_string(Phase phase) noexcept;

/// What is known of the request that an error happened to. Empty fields are not known.
struct ErrorContext {
    std::shared_ptr<const Request> request = nullptr;
    std::shared_ptr<const Response> response = nullptr;
    int attempts = 0;
    std::chrono::nanoseconds elapsed = std::chrono::nanoseconds::zero();
    std::string place = {};  ///< in a stream: `line 17`
    std::shared_ptr<const AttemptLog> log = nullptr;
};

/// Base of everything that curlew throws on purpose.
///
/// Copies share their details, so that copying never throws. Reading one error from several threads
/// is safe.
class ClientError : public std::exception {
public:
    explicit ClientError(std::string message, Phase phase = Phase::prepare);

    /// The whole story in one line: method, URL, what went wrong, what to do about it.
    [[nodiscard]] const char* what() const noexcept override;

    /// What went wrong, without the request that it happened to.
    [[nodiscard]] const std::string& message() const noexcept;

    /// The request that failed, as far as it was built; nullptr where there was none.
    /// Lives as long as any copy of this error.
    [[nodiscard]] const Request* request() const noexcept;

    /// The response that the error is about; nullptr where none arrived.
    /// Lives as long as any copy of this error.
    [[nodiscard]] const Response* response() const noexcept;

    /// How far the request had come.
    [[nodiscard]] Phase phase() const noexcept;

    /// How many times the request was sent or tried to be; 0 when it never came so far.
    [[nodiscard]] int attempt_count() const noexcept;

    /// Each of them, in order.
    [[nodiscard]] std::vector<Attempt> attempts() const;

    /// Why there was no further one.
    [[nodiscard]] RetryStop retry_stop() const noexcept;

    /// From the call to the failure.
    [[nodiscard]] std::chrono::nanoseconds elapsed() const noexcept;

    /// Adds what the place that threw did not know. What is already set stays, apart from the log:
    /// whoever attaches one knows more than those below.
    /// For transports and middleware; not for use on an error that other threads can see.
    void attach(const ErrorContext& context);

protected:
    ClientError(std::string message, Phase phase, ErrorContext context);

private:
    struct Details;
    std::shared_ptr<Details> details_;
};

/// A parameter that cannot be used: unparsable URL, negative timeout, control characters in a
/// header, ... Nothing was sent.
class ConfigurationError : public ClientError {
    using ClientError::ClientError;
};

/// A file of this machine could not be read or written: one to be sent, or the target of a
/// download.
class FileError : public ClientError {
    using ClientError::ClientError;
};

/// The client was closed, before the request or in the middle of it: `phase()` tells which.
class ClosedError : public ClientError {
    using ClientError::ClientError;
};

/// The caller gave the request up: a stop was requested, or the coroutine that awaits it cancelled.
/// Up to Phase::tls nothing of it was sent; after that, the server may carry it out.
class CancelledError : public ClientError {
    using ClientError::ClientError;
};

/// An answer whose status says that the request failed (RFC 9110 section 15). `response()` is never
/// nullptr.
class HTTPError : public ClientError {
public:
    HTTPError(std::string message, std::shared_ptr<const Response> response,
              std::shared_ptr<const ErrorDetails> details = nullptr);

    /// The status code of the response.
    [[nodiscard]] int status() const noexcept;

    /// What the API says of its error, as far as it was understood: by RFC 9457, or by
    /// ClientConfig::error_parser. Empty otherwise. Lives as long as any copy of this error.
    [[nodiscard]] const ErrorDetails& details() const noexcept;

private:
    std::shared_ptr<const ErrorDetails> api_details_;
};

/// 4xx: the server says that the request is at fault.
class ClientResponseError : public HTTPError {
    using HTTPError::HTTPError;
};
/// 401: credentials are missing or were refused.
class AuthenticationError : public ClientResponseError {
    using ClientResponseError::ClientResponseError;
};
/// 403: the credentials do not allow this.
class ForbiddenError : public ClientResponseError {
    using ClientResponseError::ClientResponseError;
};
/// 404: no such resource.
class NotFoundError : public ClientResponseError {
    using ClientResponseError::ClientResponseError;
};
/// 429: too many requests.
class RateLimitError : public ClientResponseError {
public:
    using ClientResponseError::ClientResponseError;

    /// How long the server asks to wait, from Retry-After (RFC 9110 section 10.2.3), counted from
    /// the response's Date where the header names a date. Nothing when absent or malformed.
    [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const;
};
/// 5xx: the server failed.
class ServerError : public HTTPError {
    using HTTPError::HTTPError;
};

/// The circuit breaker lets nothing through, since the server was failing. Nothing was sent.
class CircuitOpenError : public ClientError {
public:
    /// @param key of the circuit
    CircuitOpenError(const std::string& key, std::chrono::nanoseconds retry_in);

    /// How long until it is tried again; zero if that is going on.
    [[nodiscard]] std::chrono::nanoseconds retry_in() const noexcept { return retry_in_; }

private:
    std::chrono::nanoseconds retry_in_;
};

/// The rate limit of the client itself has no permit, and does not wait for one. Nothing was sent.
class RateLimitExceededError : public ClientError {
public:
    /// @param limit in words
    RateLimitExceededError(const std::string& limit, std::chrono::nanoseconds retry_in);

    /// How long until there is a permit.
    [[nodiscard]] std::chrono::nanoseconds retry_in() const noexcept { return retry_in_; }

private:
    std::chrono::nanoseconds retry_in_;
};

/// The connection could not be made, or broke.
class ConnectionError : public ClientError {
    using ClientError::ClientError;
};
/// The host name has no address, or could not be looked up.
class DnsError : public ConnectionError {
    using ConnectionError::ConnectionError;
};
/// The TLS handshake failed: certificate not trusted, wrong host, no common version, ...
class TlsError : public ConnectionError {
    using ConnectionError::ConnectionError;
};

/// A time limit was reached (see TimeoutConfig).
class TimeoutError : public ClientError {
    using ClientError::ClientError;
};
/// Resolving, connecting and the TLS handshake took too long together.
class ConnectTimeoutError : public TimeoutError {
    using TimeoutError::TimeoutError;
};
/// The server sent nothing for too long.
class ReadTimeoutError : public TimeoutError {
    using TimeoutError::TimeoutError;
};
/// The server took nothing for too long.
class WriteTimeoutError : public TimeoutError {
    using TimeoutError::TimeoutError;
};
/// No connection of the pool became free in time.
class PoolTimeoutError : public TimeoutError {
    using TimeoutError::TimeoutError;
};
/// The deadline of the whole request passed; `phase()` says where it was then.
class TotalTimeoutError : public TimeoutError {
    using TimeoutError::TimeoutError;
};

/// The peer does not speak HTTP as RFC 9112 has it. The connection was closed.
class ProtocolError : public ClientError {
    using ClientError::ClientError;
};
/// The response cannot be parsed, or contradicts itself.
class MalformedResponseError : public ProtocolError {
    using ProtocolError::ProtocolError;
};
/// The connection ended before the response did.
class TruncatedResponseError : public ProtocolError {
    using ProtocolError::ProtocolError;
};
/// Head or body are larger than the configured limits.
class ResponseTooLargeError : public ProtocolError {
    using ProtocolError::ProtocolError;
};

/// A redirect that is not followed: to another origin or to plain HTTP where that is not allowed,
/// to no URL of HTTP, or with a body that cannot be sent again. `response()` is the redirect.
class RedirectError : public ClientError {
    using ClientError::ClientError;
};
/// Redirects without an end: more than ClientConfig::max_redirects, or in a circle.
class TooManyRedirectsError : public RedirectError {
public:
    TooManyRedirectsError(std::string message, std::shared_ptr<const std::vector<Response>> history)
        : RedirectError(std::move(message), Phase::head), history_(std::move(history)) {}

    /// The redirects, the first one first. Lives as long as any copy of this error.
    [[nodiscard]] const std::vector<Response>& history() const noexcept { return *history_; }

private:
    std::shared_ptr<const std::vector<Response>> history_;
};

/// The body arrived whole, and is not what it should be.
class DecodeError : public ClientError {
    using ClientError::ClientError;
};

/// The body is not what its Content-Encoding says, is cut off inside of it, or has too many
/// codings.
class ContentCodingError : public DecodeError {
    using DecodeError::DecodeError;
};

/// The body is not JSON (RFC 8259). The message names line and column, and shows an excerpt.
class JsonError : public DecodeError {
public:
    /// @param reason what the parser did not like
    /// @param text the whole document; only an excerpt around `offset` is kept
    /// @param offset byte at which parsing stopped
    JsonError(std::string_view reason, std::string_view text, std::size_t offset);

    [[nodiscard]] std::size_t line() const noexcept { return line_; }  ///< from 1
    [[nodiscard]] std::size_t column() const noexcept {
        return column_;
    }  ///< from 1, in characters
    [[nodiscard]] std::size_t offset() const noexcept { return offset_; }  ///< in bytes, from 0

private:
    struct Place;
    JsonError(std::string_view reason, const Place& place);

    std::size_t line_;
    std::size_t column_;
    std::size_t offset_;
};

/// The body is JSON and does not fit the model. Names every field that is wrong, not only the
/// first.
class ValidationError : public ClientError {
public:
    explicit ValidationError(std::vector<FieldError> errors);

    /// Every misfit, in document order; never empty.
    [[nodiscard]] const std::vector<FieldError>& errors() const noexcept { return *errors_; }

private:
    std::shared_ptr<const std::vector<FieldError>> errors_;
};

}  // namespace curlew
