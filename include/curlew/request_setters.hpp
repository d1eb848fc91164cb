#pragma once

#include <curlew/body.hpp>
#include <curlew/headers.hpp>
#include <curlew/model.hpp>
#include <curlew/multipart.hpp>
#include <curlew/params.hpp>
#include <curlew/progress.hpp>
#include <curlew/request_draft.hpp>
#include <curlew/retry.hpp>
#include <curlew/timeout.hpp>
#include <curlew/validation.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace curlew::detail {

/// What RequestBuilder and AsyncRequestBuilder have in common: all but the calls that send.
///
/// Setters take what they are given by value and can be chained on a temporary; a builder in a
/// variable is moved: `request = std::move(request).param("page", 2)`. What a setter could not use
/// is kept, and thrown when the request is sent.
///
/// @tparam Builder the class that derives from this one
/// @tparam Core what the clients of that builder share with it
template <class Builder, class Core>
class [[nodiscard]] RequestSetters {
public:
    /// An independent copy, to send nearly the same request several times.
    [[nodiscard]] Builder clone() const { return Builder(client_, draft_); }

    /// Fills `{name}` in the URL's path, percent-encoded: a slash in the value stays part of it.
    Builder&& path(std::string_view name, ParamValue value) && {
        draft_.guard([&] { draft_.path(name, std::move(value)); });
        return self();
    }

    /// Adds a parameter to the query, after those that the URL has. Repeat it to repeat the name.
    Builder&& param(std::string_view name, ParamValue value) && {
        draft_.guard([&] { draft_.param(name, std::move(value)); });
        return self();
    }
    Builder&& params(const Params& params) && {
        draft_.guard([&] { draft_.params(params); });
        return self();
    }

    /// Sets a header, in place of the client's default of that name. Control characters are
    /// refused.
    Builder&& header(std::string_view name, std::string_view value) && {
        draft_.guard([&] { draft_.header(name, value); });
        return self();
    }
    /// Sets headers. A name that is repeated here is sent repeatedly.
    Builder&& headers(const Headers& headers) && {
        draft_.guard([&] { draft_.headers(headers); });
        return self();
    }

    /// A JSON body from a model, a container, or a curlew::Json.
    template <class T>
    Builder&& json(const T& value) && {
        draft_.guard([&] { draft_.body("json()", to_json(value), "application/json"); });
        return self();
    }
    /// A JSON body, as a function makes it from a value: it returns the text, in UTF-8.
    template <class T, std::invocable<const T&> Serialize>
    Builder&& json(const T& value, Serialize&& serialize) && {
        draft_.guard([&] {
            draft_.body("json()", checked_utf8(std::forward<Serialize>(serialize)(value)),
                        "application/json");
        });
        return self();
    }
    /// A form body: application/x-www-form-urlencoded.
    Builder&& form(const Params& fields) && {
        draft_.guard(
            [&] { draft_.body("form()", fields.to_form(), "application/x-www-form-urlencoded"); });
        return self();
    }
    /// A body of raw bytes. An empty content type sends none.
    Builder&& body(std::string bytes,
                   std::string_view content_type = "application/octet-stream") && {
        draft_.guard([&] { draft_.body("body()", std::move(bytes), content_type); });
        return self();
    }

    /// A body that is read as it is sent: a file, what a function generates. An empty content type
    /// sends none.
    Builder&& body(const Body& body,
                   std::string_view content_type = "application/octet-stream") && {
        draft_.guard([&] { draft_.body("body()", body.source(), content_type); });
        return self();
    }
    /// A form with files: multipart/form-data.
    Builder&& multipart(const Multipart& form) && {
        draft_.guard(
            [&] { draft_.body("multipart()", form.body().source(), form.content_type()); });
        return self();
    }

    /// Sends the body only when the server says that it will take it, or has said nothing for a
    /// second (`Expect: 100-continue`, RFC 9110 section 10.1.1): for large bodies that may be
    /// refused.
    Builder&& expect_continue() && {
        draft_.guard([&] { draft_.header("Expect", "100-continue"); });
        return self();
    }

    /// Called as the request's body is sent.
    Builder&& on_upload(ProgressCallback callback) && {
        draft_.guard([&] { draft_.on_upload(std::move(callback)); });
        return self();
    }
    /// Called as the body of a successful response comes. Counts what the network brings, content
    /// codings and all.
    Builder&& on_download(ProgressCallback callback) && {
        draft_.guard([&] { draft_.on_download(std::move(callback)); });
        return self();
    }

    /// Whether a download that was begun before is completed: where `PATH.part` has its beginning,
    /// and the server still has the same (RFC 9110 section 13.1.5). One that fails leaves it there.
    Builder&& resume(bool resume = true) && {
        draft_.resume(resume);
        return self();
    }

    /// One limit for connect, read, write and pool, in place of the client's. The client's total
    /// timeout stays.
    Builder&& timeout(Duration limit) && {
        draft_.guard([&] { draft_.each_timeout(limit); });
        return self();
    }
    /// All limits, in place of the client's.
    Builder&& timeout(const TimeoutConfig& timeout) && {
        draft_.guard([&] { draft_.timeout(timeout); });
        return self();
    }
    /// The limit for the request as a whole.
    Builder&& total_timeout(Duration limit) && {
        draft_.guard([&] { draft_.total_timeout(limit); });
        return self();
    }

    /// Whether 4xx and 5xx throw.
    Builder&& raise_for_status(bool raise) && {
        draft_.raise_for_status(raise);
        return self();
    }
    /// A status that does not throw, besides those that the client allows.
    Builder&& allow_status(int status) && {
        draft_.guard([&] { draft_.allow_status(status); });
        return self();
    }

    /// How often this request is sent at most, the first time included; 1 for no retries. All else
    /// stays as the client has it.
    Builder&& max_attempts(int attempts) && {
        draft_.guard([&] { draft_.max_attempts(attempts); });
        return self();
    }
    /// How this request is retried, in place of the client's way; but the client's budget counts.
    /// (With GCC up to 14, give the configuration a name before it is used in a co_await.)
    Builder&& retry(const RetryConfig& config) && {
        draft_.guard([&] { draft_.retry(config); });
        return self();
    }
    /// Lets a server know that attempts of this request are one (Idempotency-Key), so that it may
    /// be sent again whatever its method.
    Builder&& idempotency_key(std::string_view key) && {
        draft_.guard([&] { draft_.header("Idempotency-Key", key); });
        return self();
    }

    /// Sends the request once more, beside the first, if it is not answered within that time. All
    /// else is as the client has it.
    Builder&& hedge_after(Duration delay) && {
        draft_.guard([&] { draft_.hedge_after(delay); });
        return self();
    }
    /// How this request is hedged, in place of the client's way; but the client's budget counts.
    /// (With GCC up to 14, give the configuration a name before it is used in a co_await.)
    Builder&& hedge(const HedgeConfig& config) && {
        draft_.guard([&] { draft_.hedge(config); });
        return self();
    }
    /// False: it is not hedged. True: it is, as the client has it or by default.
    Builder&& hedge(bool hedge) && {
        draft_.guard([&] { draft_.hedge(hedge); });
        return self();
    }

    /// Whether redirects are followed. Otherwise the redirect is the response.
    Builder&& follow_redirects(bool follow) && {
        draft_.follow_redirects(follow);
        return self();
    }
    /// How many redirects in a row are followed.
    Builder&& max_redirects(int most) && {
        draft_.guard([&] { draft_.max_redirects(most); });
        return self();
    }

    /// How exactly the response's JSON has to match the types it is decoded to.
    Builder&& validation(Validation validation) && {
        draft_.validation(validation);
        return self();
    }
    /// Largest response body, in bytes.
    Builder&& max_response_body(std::uint64_t bytes) && {
        draft_.max_response_body(bytes);
        return self();
    }

    /// Whether a body with content codings (gzip, deflate, br, zstd) is decompressed, which is the
    /// default. Otherwise it comes as it is sent.
    Builder&& decode_content(bool decode) && {
        draft_.decode_content(decode);
        return self();
    }

    /// The request as it would be sent, without sending it.
    /// @throws ConfigurationError if it cannot be built
    [[nodiscard]] Request build() const { return build_request(*client_, draft_); }

private:
    friend Builder;

    RequestSetters(std::shared_ptr<Core> client, RequestDraft draft)
        : client_(std::move(client)), draft_(std::move(draft)) {}
    RequestSetters(const RequestSetters&) = delete;
    RequestSetters(RequestSetters&&) = default;
    RequestSetters& operator=(const RequestSetters&) = delete;
    /// Safe for `request = std::move(request).param("page", 2)`, which assigns a builder to itself.
    RequestSetters& operator=(RequestSetters&& other) noexcept {
        if (this != &other) {
            client_ = std::move(other.client_);
            draft_ = std::move(other.draft_);
        }
        return *this;
    }
    ~RequestSetters() = default;

    [[nodiscard]] Builder&& self() noexcept { return static_cast<Builder&&>(*this); }

    std::shared_ptr<Core> client_;
    RequestDraft draft_;
};

}  // namespace curlew::detail
