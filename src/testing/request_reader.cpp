#include "testing/request_reader.hpp"

#include "support/ascii.hpp"
#include "testing/message.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace curlew::testing::detail {
namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr std::size_t head_limit = 64 * 1024;

/// Whether this can become a request line: something like a TLS handshake never ends in an empty
/// line, and would be waited for in vain.
bool may_be_request(std::string_view head) {
    return ascii::is_token(head.substr(0, head.find(' '))) || head.empty();
}

/// The lines of a head whose syntax Beast has checked. Beast's own container groups fields of one
/// name; here they keep their order.
Headers fields_in(std::string_view head) {
    std::vector<std::pair<std::string_view, std::string>> fields;
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.starts_with("\r\n")) {
        const std::string_view line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(line.size() + 2);
        if (line.starts_with(' ') || line.starts_with('\t')) {  // folded, RFC 9112 section 5.2
            if (!fields.empty()) fields.back().second.append(" ").append(ascii::trim(line));
            continue;
        }
        const std::size_t colon = line.find(':');
        fields.emplace_back(line.substr(0, colon), ascii::trim(line.substr(colon + 1)));
    }
    Headers headers;
    for (const auto& [name, value] : fields)
        headers.append_unchecked(name, value);
    return headers;
}

/// Path and query of any form of target (RFC 9112 section 3.2).
std::string_view without_origin(std::string_view target) {
    const std::size_t scheme_end = target.find("://");
    if (target.starts_with('/') || scheme_end == std::string_view::npos) return target;
    const std::size_t path = target.find_first_of("/?", scheme_end + 3);
    return path == std::string_view::npos ? "/" : target.substr(path);
}

RequestReader::Result result_of(const boost::system::error_code& error) {
    return error == http::error::body_limit ? RequestReader::Result::body_too_large
                                            : RequestReader::Result::malformed;
}

}  // namespace

asio::awaitable<RequestReader::Result> RequestReader::read_head() {
    std::size_t size = 0;
    const Result found = co_await find_head(size);
    co_return found == Result::done ? parse_head(size) : found;
}

asio::awaitable<RequestReader::Result> RequestReader::find_head(std::size_t& size) {
    std::size_t searched = 0;
    for (;;) {
        // Empty lines before a request are ignored (RFC 9112 section 2.2).
        while (searched == 0 && channel_.received().starts_with("\r\n"))
            channel_.consume(2);
        const std::string_view received = channel_.received();
        const std::size_t end = received.find("\r\n\r\n", searched);
        if (end != std::string_view::npos && end + 4 <= head_limit) {
            size = end + 4;
            co_return Result::done;
        }
        if (received.size() >= head_limit) co_return Result::head_too_large;
        if (received != "\r" && !may_be_request(received)) co_return Result::malformed;
        searched = received.size() < 3 ? 0 : received.size() - 3;
        if (!co_await channel_.fill()) co_return Result::closed;
    }
}

RequestReader::Result RequestReader::parse_head(std::size_t size) {
    const std::string_view head = channel_.received().substr(0, size);
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(head_limit));
    parser_->body_limit(body_limit_);
    boost::system::error_code error;
    parser_->put(asio::buffer(head.data(), head.size()), error);
    if (!parser_->is_header_done()) return result_of(error);

    const std::size_t on_connection = request_.on_connection;
    request_ = ServerRequest{};
    request_.head = head;
    request_.method = head.substr(0, head.find(' '));
    request_.target = parser_->get().target();
    request_.version = parser_->get().version() == 10 ? "HTTP/1.0" : "HTTP/1.1";
    const std::string_view relative = without_origin(request_.target);
    const std::size_t question = std::min(relative.find('?'), relative.size());
    request_.path = relative.substr(0, question);
    if (request_.path.empty()) request_.path = "/";
    request_.query_params = parse_query(relative.substr(std::min(question + 1, relative.size())));
    request_.headers = fields_in(head);
    request_.on_connection = on_connection + 1;
    channel_.consume(size);
    return error ? result_of(error) : Result::done;
}

asio::awaitable<RequestReader::Result> RequestReader::read_body() {
    while (!parser_->is_done()) {
        const std::string_view received = channel_.received();
        boost::system::error_code error = http::error::need_more;
        if (!received.empty()) {
            const std::size_t used =
                parser_->put(asio::buffer(received.data(), received.size()), error);
            channel_.consume(used);
            if (used > 0 && !error) continue;
        }
        if (error && error != http::error::need_more) co_return result_of(error);
        if (parser_->is_done()) break;
        if (!co_await channel_.fill()) co_return Result::closed;
    }
    if (!parser_->get().body().empty()) request_.body = std::move(parser_->get().body());
    co_return Result::done;
}

bool RequestReader::expects_continue() const {
    const auto& message = parser_->get();
    return message.version() == 11 && body_is_unread() &&
           ascii::equal_ignoring_case(std::string_view(message[http::field::expect]),
                                      "100-continue");
}

}  // namespace curlew::testing::detail
