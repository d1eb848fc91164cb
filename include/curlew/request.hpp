#pragma once

#include <curlew/error_details.hpp>
#include <curlew/headers.hpp>
#include <curlew/progress.hpp>
#include <curlew/timeout.hpp>
#include <curlew/url.hpp>
#include <curlew/validation.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

class BodySource;
struct HedgeConfig;
struct RetryConfig;

/// Which answers are exceptions.
struct StatusPolicy {
    /// Whether 4xx and 5xx throw.
    bool raise = true;
    /// Statuses that never throw, whatever `raise` says.
    std::vector<int> allowed = {};

    [[nodiscard]] bool raises(int status) const noexcept {
        return raise && status >= 400 && std::ranges::find(allowed, status) == allowed.end();
    }
};

/// What a request asks of the client rather than of the server. The client's configuration fills in
/// what the request leaves open, before the request is sent.
struct RequestOptions {
    TimeoutConfig timeout = {};
    StatusPolicy status = {};
    Validation validation = Validation::lax;
    /// Largest response body, in bytes.
    std::uint64_t max_response_body = 100'000'000;
    /// Called as the request's body is sent, and as the response's comes; empty for nobody.
    std::shared_ptr<const ProgressCallback> on_upload = nullptr;
    std::shared_ptr<const ProgressCallback> on_download = nullptr;
    /// Whether the response comes with its body to be pulled, instead of with all of it.
    bool stream = false;
    /// Whether the body comes without its content codings (RFC 9110 section 8.4).
    bool decode_content = true;
    /// When the total timeout runs out; set when the request is sent.
    std::optional<std::chrono::steady_clock::time_point> deadline = std::nullopt;
    /// Ends the request when a stop is requested: from any thread with a Client, on its executor
    /// with an AsyncClient, whose requests are also cancelled as everything in Asio is.
    std::stop_token stop = {};
    /// How the request is retried, in place of the client's way.
    std::shared_ptr<const RetryConfig> retry = nullptr;
    bool follow_redirects = true;
    int max_redirects = 20;
    /// Finds out what the API says of an error; nullptr for RFC 9457 alone.
    std::shared_ptr<const ErrorParser> error_parser = nullptr;
    /// How the request is hedged, in place of the client's way.
    std::shared_ptr<const HedgeConfig> hedge = nullptr;
};

/// A request as it is sent: what the builder makes, layers change and a transport sends.
///
/// A value type without locks of its own.
class Request {
public:
    Request(std::string method, Url url) : method_(std::move(method)), url_(std::move(url)) {}

    /// `GET`, `POST`, ...: a token, and case counts (RFC 9110 section 9.1).
    [[nodiscard]] const std::string& method() const noexcept { return method_; }
    [[nodiscard]] const Url& url() const noexcept { return url_; }
    [[nodiscard]] const Headers& headers() const noexcept { return headers_; }
    /// The body, if it is in memory.
    [[nodiscard]] const std::string& body() const noexcept { return body_; }
    /// Where the body comes from, if it is read as it is sent; nullptr otherwise.
    [[nodiscard]] const std::shared_ptr<BodySource>& body_source() const noexcept {
        return source_;
    }
    [[nodiscard]] const RequestOptions& options() const noexcept { return options_; }

    [[nodiscard]] Url& url() noexcept { return url_; }
    [[nodiscard]] Headers& headers() noexcept { return headers_; }
    [[nodiscard]] RequestOptions& options() noexcept { return options_; }
    void set_body(std::string body) noexcept {
        body_ = std::move(body);
        source_.reset();
    }
    void set_body(std::shared_ptr<BodySource> source) noexcept {
        body_.clear();
        source_ = std::move(source);
    }

    /// Whether sending it twice asks for the same as sending it once (RFC 9110 section 9.2.2).
    [[nodiscard]] bool is_idempotent() const noexcept;

private:
    std::string method_;
    Url url_;
    Headers headers_;
    std::string body_;
    std::shared_ptr<BodySource> source_;
    RequestOptions options_;
};

}  // namespace curlew
