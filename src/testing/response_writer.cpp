#include "testing/response_writer.hpp"

#include "testing/message.hpp"

#include <charconv>
#include <string>
#include <utility>

namespace curlew::testing::detail {
namespace asio = boost::asio;

namespace {

using Framing = ServerResponse::Framing;

/// Bodies up to this size go in one write with the head.
constexpr std::size_t joined_limit = 64 * 1024;

bool has_no_body(int status) {
    return status < 200 || status == 204 || status == 304;
}

std::size_t size_of(const std::vector<std::string>& pieces) {
    std::size_t size = 0;
    for (const std::string& piece : pieces)
        size += piece.size();
    return size;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

std::string start_of_head(int status, std::string_view reason, const Headers& headers) {
    std::string out = "HTTP/1.1 " + std::to_string(status) + " ";
    out.append(reason).append("\r\n");
    for (const auto [name, value] : headers)
        append_field(out, name, value);
    return out;
}

std::string chunk_header(std::size_t size) {
    char hex[16];
    const auto end = std::to_chars(hex, hex + sizeof hex, size, 16).ptr;
    return std::string(hex, end) + "\r\n";
}

std::string last_chunk(const Headers& trailers) {
    std::string out = "0\r\n";
    for (const auto [name, value] : trailers)
        append_field(out, name, value);
    return out + "\r\n";
}

/// One response, with everything decided.
struct Plan {
    const ServerResponse::Parts& parts;
    Framing framing;
    bool may_have_body;
    bool sends_body;
    bool keep_alive;
    bool http_1_0;

    Plan(const ServerResponse& response, ResponseContext context)
        : parts(response.parts()),
          framing(parts.framing),
          may_have_body(!has_no_body(parts.status)),
          sends_body(may_have_body && !context.head),
          keep_alive(context.keep_alive && !parts.close),
          http_1_0(context.http_1_0) {
        if (http_1_0 && framing == Framing::chunked) framing = Framing::close;
        if (may_have_body && framing == Framing::close) keep_alive = false;
    }

    [[nodiscard]] std::string head() const {
        std::string out = start_of_head(
            parts.status, parts.reason ? *parts.reason : usual_reason(parts.status), parts.headers);
        const bool delimited =
            parts.headers.contains("Content-Length") || parts.headers.contains("Transfer-Encoding");
        if (may_have_body && !delimited && framing == Framing::length) {
            append_field(out, "Content-Length",
                         std::to_string(parts.body ? size_of(*parts.body) : 0));
        }
        if (may_have_body && !delimited && framing == Framing::chunked) {
            append_field(out, "Transfer-Encoding", "chunked");
        }
        if (!parts.headers.contains("Connection")) {
            if (!keep_alive) append_field(out, "Connection", "close");
            if (keep_alive && http_1_0) append_field(out, "Connection", "keep-alive");
        }
        return out + "\r\n";
    }
};

asio::awaitable<void> write_chunks(Channel& channel, const Plan& plan) {
    if (plan.parts.body) {
        for (const std::string& piece : *plan.parts.body) {
            const std::string chunk = chunk_header(piece.size()) + piece + "\r\n";
            co_await channel.write(chunk);
        }
    }
    const std::string end = last_chunk(plan.parts.trailers);
    co_await channel.write(end);
}

asio::awaitable<void> write_plain(Channel& channel, std::string head, const Plan& plan) {
    if (!plan.sends_body || !plan.parts.body) {
        co_await channel.write(head);
        co_return;
    }
    for (const std::string& piece : *plan.parts.body) {
        if (head.size() + piece.size() > joined_limit) {
            co_await channel.write(head);
            head.clear();
            co_await channel.write(piece);
        } else {
            head.append(piece);
        }
    }
    co_await channel.write(head);
}

}  // namespace

asio::awaitable<void> write_interim(Channel& channel, const ServerResponse& response) {
    for (const auto& [status, headers] : response.parts().interim) {
        const std::string head = start_of_head(status, usual_reason(status), headers) + "\r\n";
        co_await channel.write(head);
    }
}

asio::awaitable<bool> write_response(Channel& channel, const ServerResponse& response,
                                     ResponseContext context) {
    const Plan plan(response, context);
    std::string head = plan.head();
    if (plan.framing == Framing::chunked && plan.sends_body) {
        co_await channel.write(head);
        co_await write_chunks(channel, plan);
    } else {
        co_await write_plain(channel, std::move(head), plan);
    }
    co_return plan.keep_alive;
}

}  // namespace curlew::testing::detail
