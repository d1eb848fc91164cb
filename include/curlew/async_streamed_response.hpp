#pragma once

#include <curlew/async_items.hpp>
#include <curlew/body_items.hpp>
#include <curlew/response.hpp>
#include <curlew/transport.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace curlew {

namespace detail {

class AsyncCore;

/// The body of a response of an AsyncClient, as it comes.
class AsyncBody {
public:
    AsyncBody(std::shared_ptr<AsyncCore> client, const Response& head);
    AsyncBody(const AsyncBody&) = delete;
    AsyncBody& operator=(const AsyncBody&) = delete;
    ~AsyncBody();

    /// The next piece; empty at the end. Valid until the next call.
    [[nodiscard]] Task<std::string_view> read();
    /// All that is left.
    [[nodiscard]] Task<std::string> read_rest();
    [[nodiscard]] Task<void> close();
    void add_context(ClientError& error) const;

private:
    [[nodiscard]] BodyStream& stream() const;

    std::shared_ptr<AsyncCore> client_;
    std::shared_ptr<const Request> request_;
    std::shared_ptr<BodyStream> stream_;  // nullptr: closed
    bool ended_ = false;
};

}  // namespace detail

/// A response whose head is here and whose body is read as it is asked for, so that it need not fit
/// in memory. A server that sends faster than that has to wait.
///
/// Destroying it, and whatever was made from it, closes it: the connection goes back to the pool if
/// the body was read, or little of it is left (up to 64 KiB that come within 50 ms, for which the
/// executor is kept busy); otherwise it is closed.
///
/// @code
/// const auto response = co_await client.get("/export.csv").stream();
/// auto lines = response.lines();
/// while (auto line = co_await lines.next()) use(*line);
/// @endcode
class AsyncStreamedResponse : public detail::BodyItems<detail::AsyncBody, AsyncItems> {
public:
    /// No response: for one to be assigned to it.
    AsyncStreamedResponse() = default;
    /// For clients; users get one from AsyncRequestBuilder::stream().
    AsyncStreamedResponse(std::shared_ptr<detail::AsyncCore> client, Response head);

    /// Reads what is left of the body, up to the client's ClientConfig::max_response_body. This
    /// object outlives the task.
    /// @throws what the items of a body do, ResponseTooLargeError
    [[nodiscard]] Task<Response> read();

    /// Ends it, as its destruction would, and waits for that. What is read after it is a
    /// ClosedError.
    [[nodiscard]] Task<void> close();
};

}  // namespace curlew
