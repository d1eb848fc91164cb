#include "client/open_body.hpp"

#include <curlew/errors.hpp>

#include <string_view>
#include <utility>

namespace curlew::detail {
namespace {

constexpr std::size_t most_of_an_error = std::size_t{64} * 1024;

/// A body that is here already.
class WholeBody final : public BodyStream {
public:
    explicit WholeBody(std::string bytes) : bytes_(std::move(bytes)) {}

    Task<std::string_view> read() override {
        co_return std::exchange(is_read_, true) ? std::string_view() : std::string_view(bytes_);
    }
    Task<void> discard() override { co_return; }

private:
    std::string bytes_;
    bool is_read_ = false;
};

}  // namespace

std::shared_ptr<BodyStream> stream_of(const Response& response) {
    if (response.stream()) return response.stream();
    return std::make_shared<WholeBody>(response.bytes());
}

BodyStream& require_open(const std::shared_ptr<BodyStream>& stream) {
    if (!stream) throw ClosedError("the response was closed before it was read", Phase::body);
    return *stream;
}

Task<std::string> read_all(BodyStream& stream, std::uint64_t limit) {
    std::string all;
    for (;;) {
        const std::string_view piece = co_await stream.read();
        if (piece.empty()) co_return all;
        if (piece.size() > limit - all.size()) {
            throw ResponseTooLargeError("response refused: its body is larger than the limit of " +
                                            std::to_string(limit) + " bytes (max_response_body)",
                                        Phase::body);
        }
        all += piece;
    }
}

Task<void> take_in(Response& response) {
    if (!response.stream()) co_return;
    BodyStream& stream = *response.stream();
    std::string some;
    try {
        while (some.size() < most_of_an_error) {
            const std::string_view piece = co_await stream.read();
            if (piece.empty()) break;
            some += piece.substr(0, most_of_an_error - some.size());
        }
    } catch (const CancelledError&) {
        throw;
    } catch (const ClosedError&) {
        throw;
    } catch (const ClientError&) {
        // What came is more than nothing.
    }
    co_await stream.discard();
    response.set_body(std::move(some));
    response.set_stream(nullptr);
}

}  // namespace curlew::detail
