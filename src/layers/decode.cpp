#include "layers/decode.hpp"

#include "content/content_decoder.hpp"

#include <curlew/body_stream.hpp>
#include <curlew/errors.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew::layers {
namespace {

constexpr std::size_t piece_size = std::size_t{64} * 1024;

/// A body without its codings, pulled through them.
class DecodedBody final : public BodyStream {
public:
    DecodedBody(std::shared_ptr<BodyStream> coded, ContentDecoder decoder, std::uint64_t limit)
        : coded_(std::move(coded)),
          decoder_(std::move(decoder)),
          buffer_(piece_size),
          limit_(limit) {}

    Task<std::string_view> read() override {
        BodyStream& coded = *coded_;
        for (;;) {
            const std::string_view piece = decode();
            if (!piece.empty() || ended_) co_return piece;
            const std::string_view more = co_await coded.read();
            decoder_.feed(more);
            ended_ = more.empty();
        }
    }

    Task<void> discard() override {
        BodyStream& coded = *coded_;
        return coded.discard();
    }

private:
    /// What can be decoded by now. What cannot never can: it fails for ever.
    std::string_view decode() {
        if (failure_) std::rethrow_exception(failure_);
        try {
            const std::size_t written = decoder_.read(buffer_);
            if (written == 0 && ended_) decoder_.finish();
            size_ += written;
            if (size_ > limit_) throw_too_large_decoded(limit_);
            return {buffer_.data(), written};
        } catch (const ClientError&) {
            failure_ = std::current_exception();
            throw;
        }
    }

    const std::shared_ptr<BodyStream> coded_;
    ContentDecoder decoder_;
    std::vector<char> buffer_;
    const std::uint64_t limit_;
    std::uint64_t size_ = 0;
    bool ended_ = false;
    std::exception_ptr failure_;
};

void decode(Response& response, std::uint64_t limit) {
    try {
        std::optional<ContentDecoder> decoder = ContentDecoder::for_body(response.headers());
        if (!decoder) return;
        if (response.stream()) {
            response.set_stream(
                std::make_shared<DecodedBody>(response.stream(), *std::move(decoder), limit));
        } else {
            response.set_body(decode_whole(*std::move(decoder), response.bytes(), limit));
        }
    } catch (ContentCodingError& error) {
        error.attach({.response = std::make_shared<const Response>(response)});
        throw;
    }
}

/// A response that broke off has its beginning decoded, which is of more use than what was sent.
[[noreturn]] void rethrow_decoded(const TruncatedResponseError& error, std::uint64_t limit) {
    auto response = std::make_shared<Response>(*error.response());
    std::optional<ContentDecoder> decoder;
    try {
        decoder = ContentDecoder::for_body(response->headers());
    } catch (const ContentCodingError&) {
        // That it broke off is the news.
    }
    if (!decoder) throw;
    response->set_body(decode_beginning(*std::move(decoder), response->bytes(), limit));
    try {
        throw TruncatedResponseError(error.message(), error.phase());
    } catch (TruncatedResponseError& decoded) {
        decoded.attach({.response = std::move(response)});
        throw;
    }
}

}  // namespace

Task<Response> Decode::handle(Request& request, Transport& next) {
    Response response;
    try {
        response = co_await next.send(request);
    } catch (const TruncatedResponseError& error) {
        if (!request.options().decode_content || error.response() == nullptr) throw;
        rethrow_decoded(error, request.options().max_response_body);
    }
    if (request.options().decode_content) decode(response, request.options().max_response_body);
    co_return response;
}

}  // namespace curlew::layers
