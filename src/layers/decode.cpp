#include "layers/decode.hpp"

#include "content/content_decoder.hpp"

#include <curlew/errors.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace curlew::layers {
namespace {

void decode(Response& response, std::uint64_t limit) {
    try {
        std::optional<ContentDecoder> decoder = ContentDecoder::for_body(response.headers());
        if (!decoder) return;
        response.set_body(decode_whole(*std::move(decoder), response.bytes(), limit));
    } catch (ContentCodingError& error) {
        error.attach({.response = std::make_shared<const Response>(response)});
        throw;
    }
}

}  // namespace

Task<Response> Decode::handle(Request& request, Transport& next) {
    Response response = co_await next.send(request);
    if (request.options().decode_content) decode(response, request.options().max_response_body);
    co_return response;
}

}  // namespace curlew::layers
