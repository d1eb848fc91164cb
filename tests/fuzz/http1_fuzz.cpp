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

/// The whole of a body that is pulled.
Task<std::string> pull(engine::Connection& connection, engine::Http1ResponseReader& reader) {
    std::string body;
    for (;;) {
        engine::Progress progress = reader.read_piece();
        while (progress == engine::Progress::blocked) {
            engine::Stream& stream = *connection.stream;
            co_await stream.wait(engine::Direction::read, reader.deadline());
            progress = reader.read_piece();
        }
        if (reader.piece().empty()) co_return body;
        body += reader.piece();
    }
}

/// The same bytes in pieces of that size have to mean the same, also when the body is pulled.
std::string outcome(const std::string& answer, std::size_t piece, const std::string& method,
                    bool is_streamed = false) {
    Request request(method, Url::parse("http://h/"));
    request.options().max_response_body = 4096;
    request.options().stream = is_streamed;
    engine::Connection connection(
        std::make_unique<testing::ScriptedStream>(answer, piece, engine::IoStatus::end));
    try {
        const auto exchange = testing::run_to_end(engine::exchange_http1(connection, request));
        if (exchange.body) {
            return std::to_string(exchange.response.status) +
                   testing::run_to_end(pull(connection, *exchange.body));
        }
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
    if (outcome(answer, 1, method) != whole || outcome(answer, 7, method) != whole ||
        outcome(answer, 1, method, true) != whole ||
        outcome(answer, answer.size() + 1, method, true) != whole) {
        __builtin_trap();
    }
    return 0;
}
