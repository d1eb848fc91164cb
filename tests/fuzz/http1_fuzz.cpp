// Whatever a peer sends in answer to a request: no crash, no hang, and nothing but curlew's errors.

#include "engine/http1.hpp"
#include "support/scripted_stream.hpp"

#include <curlew/errors.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace {

using namespace curlew;

/// The same bytes in pieces of that size have to mean the same.
std::string outcome(const std::string& answer, std::size_t piece, const std::string& method) {
    Request request(method, Url::parse("http://h/"));
    request.options().max_response_body = 4096;
    engine::Connection connection(
        std::make_unique<testing::ScriptedStream>(answer, piece, engine::IoStatus::end));
    try {
        const auto exchange = testing::run_to_end(engine::exchange_http1(connection, request));
        return std::to_string(exchange.response.status) + exchange.response.body;
    } catch (const ClientError&) {
        return "error";
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string answer(reinterpret_cast<const char*>(data), size);
    const char* method = size % 5 == 0 ? "HEAD" : "GET";
    const std::string whole = outcome(answer, answer.size() + 1, method);
    if (outcome(answer, 1, method) != whole || outcome(answer, 7, method) != whole)
        __builtin_trap();
    return 0;
}
