#include "testing/transport_parts.hpp"

#include <curlew/body.hpp>
#include <curlew/errors.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace curlew::testing::detail {
namespace {

class PiecesStream final : public BodyStream {
public:
    explicit PiecesStream(Pieces pieces) : pieces_(std::move(pieces)) {}

    Task<std::string_view> read() override {
        co_return next_ < pieces_->size() ? std::string_view((*pieces_)[next_++])
                                          : std::string_view();
    }
    Task<void> discard() override { co_return; }

private:
    const Pieces pieces_;
    std::size_t next_ = 0;
};

}  // namespace

Task<std::string> body_of(const Request& request) {
    std::string whole = request.body();
    if (!request.body_source()) co_return whole;
    const std::unique_ptr<BodyReader> reader = request.body_source()->open();
    BodyReader& body = *reader;
    for (;;) {
        const std::string_view piece = co_await body.read();
        if (piece.empty()) co_return whole;
        whole += piece;
    }
}

std::shared_ptr<BodyStream> stream_of(Pieces pieces) {
    return std::make_shared<PiecesStream>(std::move(pieces));
}

void put_body(ResponseParts& response, const Pieces& pieces, const Request& request) {
    const bool has_body = request.method() != "HEAD";
    std::uint64_t size = 0;
    for (const std::string& piece : *pieces)
        size += piece.size();
    if (has_body && size > request.options().max_response_body) {
        throw ResponseTooLargeError("response refused: its body of " + std::to_string(size) +
                                        " bytes is larger than the limit (max_response_body)",
                                    Phase::body);
    }
    if (request.options().stream) {
        response.stream =
            stream_of(has_body ? pieces : std::make_shared<const std::vector<std::string>>());
    } else if (has_body) {
        for (const std::string& piece : *pieces)
            response.body += piece;
    }
}

}  // namespace curlew::testing::detail
