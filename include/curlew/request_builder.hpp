#pragma once

#include <curlew/download.hpp>
#include <curlew/event_stream.hpp>
#include <curlew/request_setters.hpp>
#include <curlew/response.hpp>
#include <curlew/result.hpp>
#include <curlew/streamed_response.hpp>

#include <memory>
#include <stop_token>
#include <string>
#include <utility>

namespace curlew {

namespace detail {

class SyncCore;

/// @throws ConfigurationError for whatever the draft was told that cannot be used
[[nodiscard]] Request build_request(const SyncCore& client, const RequestDraft& draft);

/// Builds a request, and sends it on the calling thread.
[[nodiscard]] Response send(SyncCore& client, RequestDraft&& draft);
[[nodiscard]] DownloadedFile download(SyncCore& client, RequestDraft&& draft,
                                      const std::string& path);

}  // namespace detail

/// A request of a Client in the making, and the calls that send it.
///
/// Nothing is sent, and nothing thrown, before one of the last calls: send(), as() and their `try_`
/// forms. Those run on the calling thread.
///
/// @code
/// User user = client.get("/users/{id}").path("id", 7).param("fields", "name").as<User>();
/// @endcode
class [[nodiscard]] RequestBuilder
    : public detail::RequestSetters<RequestBuilder, detail::SyncCore> {
public:
    /// For clients; users begin with client.get() and its siblings.
    RequestBuilder(std::shared_ptr<detail::SyncCore> client, detail::RequestDraft draft)
        : RequestSetters(std::move(client), std::move(draft)) {}

    /// Ends the request with CancelledError, wherever it is, when a stop is requested. Then nothing
    /// more is sent, and its connection is closed.
    RequestBuilder&& stop_token(std::stop_token token) && {
        draft_.stop_token(std::move(token));
        return self();
    }

    /// Sends the request and reads the whole response.
    /// @throws ConfigurationError if the request cannot be built; nothing was sent then
    /// @throws HTTPError and the classes below it for 4xx and 5xx, unless that is switched off
    /// @throws ConnectionError, TimeoutError, ProtocolError for what can go wrong on the way
    /// @throws CancelledError, ClosedError for those who end it from outside
    Response send() && { return detail::send(*client_, std::move(draft_)); }

    /// Sends the request, and decodes the response's JSON.
    /// @throws what send() does, JsonError, ValidationError
    template <class T>
    [[nodiscard]] T as() && {
        draft_.accept("application/json");
        return std::move(*this).send().template as<T>();
    }

    /// Sends the request and reads the response's head. The body is read as it is asked for, and
    /// max_response_body() limits it only if this request sets it.
    ///
    /// A status that is an exception is one here, too, with the first 64 KiB of its body. The total
    /// timeout ends with the head, unless TimeoutConfig::total_includes_stream is set.
    /// @throws what send() does
    [[nodiscard]] StreamedResponse stream() && {
        draft_.stream();
        Response head = detail::send(*client_, std::move(draft_));
        return {client_, std::move(head)};
    }

    /// Sends the request and reads the events of its response, over as many connections as it
    /// takes. The read timeout is how long the server may be silent.
    /// @throws what send() does, MalformedResponseError if the answer is no text/event-stream
    [[nodiscard]] EventStream events(const ReconnectPolicy& policy = {}) && {
        return EventStream(client_, std::move(draft_), policy);
    }

    /// Sends the request and writes the response's body to a file. That is done beside it, and put
    /// in its place when it is complete: whatever was there stays until then. A body without
    /// content codings is asked for, so that its size is known. See also resume() and
    /// on_download().
    /// @throws what send() does, also if the request says that it does not raise; FileError
    DownloadedFile download(const std::string& path) && {
        return detail::download(*client_, std::move(draft_), path);
    }

    /// send() without exceptions: a response, or the error.
    Result<Response> try_send() && {
        return Result<Response>::of([this] { return std::move(*this).send(); });
    }

    /// stream() without exceptions: a response, or the error.
    Result<StreamedResponse> try_stream() && {
        return Result<StreamedResponse>::of([this] { return std::move(*this).stream(); });
    }

    /// download() without exceptions: what became of it, or the error.
    Result<DownloadedFile> try_download(const std::string& path) && {
        return Result<DownloadedFile>::of([&] { return std::move(*this).download(path); });
    }

    /// as() without exceptions: a value, or the error.
    template <class T>
    Result<T> try_as() && {
        return Result<T>::of([this] { return std::move(*this).template as<T>(); });
    }
};

}  // namespace curlew
