#pragma once

#include <curlew/async_streamed_response.hpp>
#include <curlew/download.hpp>
#include <curlew/event_stream.hpp>
#include <curlew/request_setters.hpp>
#include <curlew/response.hpp>
#include <curlew/result.hpp>
#include <curlew/transport.hpp>

#include <memory>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>

namespace curlew {

namespace detail {

class AsyncCore;

/// @throws ConfigurationError for whatever the draft was told that cannot be used
[[nodiscard]] Request build_request(const AsyncCore& client, const RequestDraft& draft);

/// Sends a request on the client's executor, whichever the caller's is. Throws when it is awaited,
/// not before.
[[nodiscard]] Task<Response> send(const std::shared_ptr<AsyncCore>& client, RequestDraft&& draft);

[[nodiscard]] Task<DownloadedFile> download(const std::shared_ptr<AsyncCore>& client,
                                            RequestDraft&& draft, std::string path);

[[nodiscard]] boost::asio::any_io_executor executor_of(const AsyncCore& client);

[[nodiscard]] Task<AsyncEventStream> open_events(const std::shared_ptr<AsyncCore>& client,
                                                 RequestDraft&& draft,
                                                 const ReconnectPolicy& policy);

/// What a request that asks for a stream brings.
[[nodiscard]] Task<AsyncStreamedResponse> open(std::shared_ptr<AsyncCore> client,
                                               Task<Response> sending);

template <class T>
Task<T> decode(Task<Response> sending) {
    const Response response = co_await std::move(sending);
    co_return response.as<T>();
}

template <class T>
Task<Result<T>> attempt(Task<T> task) {
    try {
        T value = co_await std::move(task);
        Result<T> result(std::move(value));
        co_return result;
    } catch (const ClientError& error) {
        co_return Result<T>::caught(error);
    }
}

}  // namespace detail

/// A request of an AsyncClient in the making, and the calls that send it.
///
/// Nothing is sent, and nothing thrown, before what send(), as() or their `try_` forms return is
/// awaited. Each of them also takes a completion token of Asio's (`use_future`, a callback, ...):
/// the request then starts at once, on the client's executor. A callback's signature is
/// `void(std::exception_ptr, T)`.
///
/// @code
/// User user = co_await client.get("/users/{id}").path("id", 7).as<User>();
///
/// client.get("/users/7").as<User>([](std::exception_ptr error, User user) { ... });
/// std::future<User> future = client.get("/users/7").as<User>(boost::asio::use_future);
/// @endcode
class [[nodiscard]] AsyncRequestBuilder
    : public detail::RequestSetters<AsyncRequestBuilder, detail::AsyncCore> {
public:
    /// For clients; users begin with client.get() and its siblings.
    AsyncRequestBuilder(std::shared_ptr<detail::AsyncCore> client, detail::RequestDraft draft)
        : RequestSetters(std::move(client), std::move(draft)) {}

    /// Sends the request and reads the whole response.
    ///
    /// Cancelling the coroutine that awaits it (a cancellation slot, `||` with a timer) ends the
    /// request wherever it is; its connection is closed.
    /// @throws ConfigurationError if the request cannot be built; nothing was sent then
    /// @throws HTTPError and the classes below it for 4xx and 5xx, unless that is switched off
    /// @throws ConnectionError, TimeoutError, ProtocolError for what can go wrong on the way
    /// @throws CancelledError, ClosedError for those who end it from outside
    [[nodiscard]] Task<Response> send() && { return detail::send(client_, std::move(draft_)); }

    /// Sends the request, and decodes the response's JSON.
    /// @throws what send() does, JsonError, ValidationError
    template <class T>
    [[nodiscard]] Task<T> as() && {
        draft_.accept("application/json");
        return detail::decode<T>(std::move(*this).send());
    }

    /// Sends the request and reads the response's head. The body is read as it is asked for, and
    /// max_response_body() limits it only if this request sets it.
    ///
    /// A status that is an exception is one here, too, with the first 64 KiB of its body. The total
    /// timeout ends with the head, unless TimeoutConfig::total_includes_stream is set.
    /// @throws what send() does
    [[nodiscard]] Task<AsyncStreamedResponse> stream() && {
        draft_.stream();
        return detail::open(client_, detail::send(client_, std::move(draft_)));
    }

    /// Sends the request and reads the events of its response, over as many connections as it
    /// takes. The read timeout is how long the server may be silent.
    /// @throws what send() does, MalformedResponseError if the answer is no text/event-stream
    [[nodiscard]] Task<AsyncEventStream> events(const ReconnectPolicy& policy = {}) && {
        return detail::open_events(client_, std::move(draft_), policy);
    }

    /// Sends the request and writes the response's body to a file. That is done beside it, and put
    /// in its place when it is complete: whatever was there stays until then. A body without
    /// content codings is asked for, so that its size is known. See also resume() and
    /// on_download(). Writing is done on the client's executor, which waits for the disk meanwhile.
    /// @throws what send() does, also if the request says that it does not raise; FileError
    [[nodiscard]] Task<DownloadedFile> download(std::string path) && {
        return detail::download(client_, std::move(draft_), std::move(path));
    }

    /// send() without exceptions of curlew's: a response, or the error.
    [[nodiscard]] Task<Result<Response>> try_send() && {
        return detail::attempt(std::move(*this).send());
    }

    /// stream() without exceptions of curlew's: a response, or the error.
    [[nodiscard]] Task<Result<AsyncStreamedResponse>> try_stream() && {
        return detail::attempt(std::move(*this).stream());
    }

    /// download() without exceptions of curlew's: what became of it, or the error.
    [[nodiscard]] Task<Result<DownloadedFile>> try_download(std::string path) && {
        return detail::attempt(std::move(*this).download(std::move(path)));
    }

    /// as() without exceptions of curlew's: a value, or the error.
    template <class T>
    [[nodiscard]] Task<Result<T>> try_as() && {
        return detail::attempt(std::move(*this).template as<T>());
    }

    template <class Token>
    auto send(Token&& token) && {
        return spawn(std::move(*this).send(), std::forward<Token>(token));
    }
    template <class Token>
    auto stream(Token&& token) && {
        return spawn(std::move(*this).stream(), std::forward<Token>(token));
    }
    template <class Token>
    auto download(std::string path, Token&& token) && {
        return spawn(std::move(*this).download(std::move(path)), std::forward<Token>(token));
    }
    /// T has to be default-constructible.
    template <class T, class Token>
    auto as(Token&& token) && {
        return spawn(std::move(*this).template as<T>(), std::forward<Token>(token));
    }

private:
    template <class T, class Token>
    auto spawn(Task<T> task, Token&& token) {
        return boost::asio::co_spawn(detail::executor_of(*client_), std::move(task),
                                     std::forward<Token>(token));
    }
};

}  // namespace curlew
