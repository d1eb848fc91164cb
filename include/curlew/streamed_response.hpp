#pragma once

#include <curlew/body_items.hpp>
#include <curlew/items.hpp>
#include <curlew/response.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace curlew {

namespace detail {

class SyncCore;

/// The body of a response of a Client, as it comes.
class SyncBody {
public:
    SyncBody(std::shared_ptr<SyncCore> client, const Response& head);
    SyncBody(const SyncBody&) = delete;
    SyncBody& operator=(const SyncBody&) = delete;
    ~SyncBody();

    /// The next piece; empty at the end. Valid until the next call.
    [[nodiscard]] std::string_view read();
    /// All that is left.
    [[nodiscard]] std::string read_rest();
    void close() noexcept;
    void add_context(ClientError& error) const;

private:
    [[nodiscard]] BodyStream& stream() const;

    std::shared_ptr<SyncCore> client_;
    std::shared_ptr<const Request> request_;
    std::shared_ptr<BodyStream> stream_;  // nullptr: closed
    bool ended_ = false;
};

}  // namespace detail

/// A response whose head is here and whose body is read as it is asked for, so that it need not fit
/// in memory. A server that sends faster than that has to wait.
///
/// Destroying it, and whatever was made from it, closes it: the connection goes back to the pool if
/// the body was read, or little of it is left (up to 64 KiB that come within 50 ms); otherwise it
/// is closed. One thread at a time.
///
/// @code
/// const auto response = client.get("/export.csv").stream();
/// for (std::string_view line : response.lines()) use(line);
/// @endcode
class StreamedResponse : public detail::BodyItems<detail::SyncBody, Items> {
public:
    /// No response: for one to be assigned to it.
    StreamedResponse() = default;
    /// For clients; users get one from RequestBuilder::stream().
    StreamedResponse(std::shared_ptr<detail::SyncCore> client, Response head);

    /// Reads what is left of the body, up to the client's ClientConfig::max_response_body.
    /// @throws what the items of a body do, ResponseTooLargeError
    [[nodiscard]] Response read();

    /// Ends it, as its destruction would. What is read after that is a ClosedError.
    void close() noexcept;
};

}  // namespace curlew
