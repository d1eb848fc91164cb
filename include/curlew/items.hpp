#pragma once

#include <curlew/errors.hpp>
#include <curlew/next_range.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace curlew {

/// The items of a streamed body, as a range that can be gone through once. Each is read when it is
/// asked for; a view is valid until the next one is.
///
/// It keeps the body open, also when the response is gone. One thread at a time.
///
/// @tparam Splitter cuts the body into items
/// @tparam Body reads it
template <class Splitter, class Body>
class [[nodiscard]] Items
    : public detail::NextRange<Items<Splitter, Body>, typename Splitter::value_type> {
public:
    using value_type = typename Splitter::value_type;

    Items(std::shared_ptr<Body> body, Splitter splitter)
        : body_(std::move(body)), splitter_(std::move(splitter)) {}

    /// The next item; nothing at the end.
    /// @throws what went wrong on the way: TimeoutError, ConnectionError, ProtocolError,
    ///         CancelledError, ClosedError; and what is wrong with the item
    [[nodiscard]] std::optional<value_type> next() {
        try {
            for (;;) {
                if (auto item = splitter_.next()) return item;
                if (ended_) return std::nullopt;
                take(body_->read());
            }
        } catch (ClientError& error) {
            body_->add_context(error);
            throw;
        }
    }

private:
    void take(std::string_view piece) {
        ended_ = piece.empty();
        if (ended_) {
            splitter_.finish();
        } else {
            splitter_.feed(piece);
        }
    }

    std::shared_ptr<Body> body_;
    Splitter splitter_;
    bool ended_ = false;
};

}  // namespace curlew
