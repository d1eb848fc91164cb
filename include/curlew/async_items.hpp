#pragma once

#include <curlew/errors.hpp>
#include <curlew/transport.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace curlew {

/// The items of a streamed body, one after the other. A view is valid until the next one is asked
/// for.
///
/// It keeps the body open, also when the response is gone.
///
/// @code
/// auto lines = response.lines();
/// while (auto line = co_await lines.next()) use(*line);
/// @endcode
template <class Splitter, class Body>
class [[nodiscard]] AsyncItems {
public:
    using value_type = typename Splitter::value_type;

    AsyncItems(std::shared_ptr<Body> body, Splitter splitter)
        : body_(std::move(body)), splitter_(std::move(splitter)) {}

    /// The next item; nothing at the end. One call at a time; this object outlives it. Cancelling
    /// it ends the wait and loses nothing: another call goes on.
    /// @throws what went wrong on the way: TimeoutError, ConnectionError, ProtocolError,
    ///         CancelledError, ClosedError; and what is wrong with the item
    [[nodiscard]] Task<std::optional<value_type>> next() {
        try {
            for (;;) {
                std::optional<value_type> item = splitter_.next();
                if (item || ended_) co_return item;
                Body& body = *body_;
                const std::string_view piece = co_await body.read();
                ended_ = piece.empty();
                if (ended_) {
                    splitter_.finish();
                } else {
                    splitter_.feed(piece);
                }
            }
        } catch (ClientError& error) {
            body_->add_context(error);
            throw;
        }
    }

private:
    std::shared_ptr<Body> body_;
    Splitter splitter_;
    bool ended_ = false;
};

}  // namespace curlew
