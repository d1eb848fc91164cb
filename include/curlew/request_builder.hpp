#pragma once

#include <curlew/model.hpp>
#include <curlew/params.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>
#include <curlew/result.hpp>
#include <curlew/timeout.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace curlew {

class Client;

namespace detail {

class ClientCore;

/// What a builder has been told so far. Owns all of it.
class RequestDraft {
public:
    RequestDraft(std::shared_ptr<ClientCore> client, std::string_view method, std::string_view url);

    void path(std::string_view name, ParamValue value);
    void param(std::string_view name, ParamValue value);
    void params(const Params& params);
    void header(std::string_view name, std::string_view value);
    void headers(const Headers& headers);
    void body(const char* setter, std::string bytes, std::string_view content_type);
    void each_timeout(Duration limit);
    void timeout(const TimeoutConfig& timeout);
    void total_timeout(Duration limit);
    void raise_for_status(bool raise);
    void allow_status(int status);
    void validation(Validation validation);
    void max_response_body(std::uint64_t bytes);
    void accept(std::string_view media_type);

    /// Remembers the first thing that went wrong, for build() to throw.
    template <class Action>
    void guard(Action&& action) noexcept {
        try {
            std::forward<Action>(action)();
        } catch (...) {
            if (!error_) error_ = std::current_exception();
        }
    }

    /// The request, merged with the client's configuration.
    /// @throws ConfigurationError for whatever cannot be used
    [[nodiscard]] Request build() const;

    [[nodiscard]] ClientCore& client() const noexcept { return *client_; }

private:
    [[nodiscard]] Url build_url() const;
    [[nodiscard]] Headers build_headers() const;
    [[nodiscard]] RequestOptions build_options() const;

    std::shared_ptr<ClientCore> client_;
    std::string method_;
    std::string url_;
    std::vector<std::pair<std::string, std::string>> path_;
    Params params_;
    Headers headers_;
    std::string body_;
    std::string content_type_;
    const char* body_setter_ = nullptr;
    std::string_view accept_;
    std::optional<TimeoutConfig> timeout_;
    std::optional<Duration> total_timeout_;
    std::optional<bool> raise_;
    std::vector<int> allowed_;
    std::optional<Validation> validation_;
    std::optional<std::uint64_t> max_response_body_;
    std::exception_ptr error_;
};

/// Sends a request on the calling thread, and gives back what came.
[[nodiscard]] Response send(ClientCore& client, Request request);

}  // namespace detail

/// A request in the making, and the calls that send it.
///
/// Setters take what they are given by value and can be chained on a temporary; a builder in a
/// variable is moved: `request = std::move(request).param("page", 2)`. Nothing is sent, and nothing
/// thrown, before one of the last calls: send(), as() and their `try_` forms. What a setter could
/// not use is thrown by those.
///
/// @code
/// User user = client.get("/users/{id}").path("id", 7).param("fields", "name").as<User>();
/// @endcode
class [[nodiscard]] RequestBuilder {
public:
    /// For Client; users begin with client.get() and its siblings.
    explicit RequestBuilder(detail::RequestDraft draft) : draft_(std::move(draft)) {}

    RequestBuilder(RequestBuilder&&) = default;
    /// Safe for `request = std::move(request).param("page", 2)`, which assigns a builder to itself.
    RequestBuilder& operator=(RequestBuilder&& other) noexcept {
        if (this != &other) draft_ = std::move(other.draft_);
        return *this;
    }

    /// An independent copy, to send nearly the same request several times.
    [[nodiscard]] RequestBuilder clone() const { return RequestBuilder(*this); }

    /// Fills `{name}` in the URL's path, percent-encoded: a slash in the value stays part of it.
    RequestBuilder&& path(std::string_view name, ParamValue value) && {
        draft_.guard([&] { draft_.path(name, std::move(value)); });
        return std::move(*this);
    }

    /// Adds a parameter to the query, after those that the URL has. Repeat it to repeat the name.
    RequestBuilder&& param(std::string_view name, ParamValue value) && {
        draft_.guard([&] { draft_.param(name, std::move(value)); });
        return std::move(*this);
    }
    RequestBuilder&& params(const Params& params) && {
        draft_.guard([&] { draft_.params(params); });
        return std::move(*this);
    }

    /// Sets a header, in place of the client's default of that name. Control characters are
    /// refused.
    RequestBuilder&& header(std::string_view name, std::string_view value) && {
        draft_.guard([&] { draft_.header(name, value); });
        return std::move(*this);
    }
    /// Sets headers. A name that is repeated here is sent repeatedly.
    RequestBuilder&& headers(const Headers& headers) && {
        draft_.guard([&] { draft_.headers(headers); });
        return std::move(*this);
    }

    /// A JSON body from a model, a container, or a curlew::Json.
    template <class T>
    RequestBuilder&& json(const T& value) && {
        draft_.guard([&] { draft_.body("json()", to_json(value), "application/json"); });
        return std::move(*this);
    }
    /// A form body: application/x-www-form-urlencoded.
    RequestBuilder&& form(const Params& fields) && {
        draft_.guard(
            [&] { draft_.body("form()", fields.to_form(), "application/x-www-form-urlencoded"); });
        return std::move(*this);
    }
    /// A body of raw bytes. An empty content type sends none.
    RequestBuilder&& body(std::string bytes,
                          std::string_view content_type = "application/octet-stream") && {
        draft_.guard([&] { draft_.body("body()", std::move(bytes), content_type); });
        return std::move(*this);
    }

    /// One limit for connect, read, write and pool, in place of the client's. The client's total
    /// timeout stays.
    RequestBuilder&& timeout(Duration limit) && {
        draft_.guard([&] { draft_.each_timeout(limit); });
        return std::move(*this);
    }
    /// All limits, in place of the client's.
    RequestBuilder&& timeout(const TimeoutConfig& timeout) && {
        draft_.guard([&] { draft_.timeout(timeout); });
        return std::move(*this);
    }
    /// The limit for the request as a whole.
    RequestBuilder&& total_timeout(Duration limit) && {
        draft_.guard([&] { draft_.total_timeout(limit); });
        return std::move(*this);
    }

    /// Whether 4xx and 5xx throw.
    RequestBuilder&& raise_for_status(bool raise) && {
        draft_.raise_for_status(raise);
        return std::move(*this);
    }
    /// A status that does not throw, besides those that the client allows.
    RequestBuilder&& allow_status(int status) && {
        draft_.guard([&] { draft_.allow_status(status); });
        return std::move(*this);
    }

    /// How exactly the response's JSON has to match the types it is decoded to.
    RequestBuilder&& validation(Validation validation) && {
        draft_.validation(validation);
        return std::move(*this);
    }
    /// Largest response body, in bytes.
    RequestBuilder&& max_response_body(std::uint64_t bytes) && {
        draft_.max_response_body(bytes);
        return std::move(*this);
    }

    /// Sends the request and reads the whole response.
    /// @throws ConfigurationError if the request cannot be built; nothing was sent then
    /// @throws HTTPError and the classes below it for 4xx and 5xx, unless that is switched off
    /// @throws ConnectionError, TimeoutError, ProtocolError for what can go wrong on the way
    Response send() && { return detail::send(draft_.client(), draft_.build()); }

    /// Sends the request, and decodes the response's JSON.
    /// @throws what send() does, JsonError, ValidationError
    template <class T>
    [[nodiscard]] T as() && {
        draft_.accept("application/json");
        return std::move(*this).send().template as<T>();
    }

    /// send() without exceptions: a response, or the error.
    Result<Response> try_send() && {
        return Result<Response>::of([this] { return std::move(*this).send(); });
    }

    /// as() without exceptions: a value, or the error.
    template <class T>
    Result<T> try_as() && {
        return Result<T>::of([this] { return std::move(*this).template as<T>(); });
    }

    /// The request as it would be sent, without sending it.
    /// @throws ConfigurationError if it cannot be built
    [[nodiscard]] Request build() const { return draft_.build(); }

private:
    RequestBuilder(const RequestBuilder&) = default;

    detail::RequestDraft draft_;
};

}  // namespace curlew
