#include <curlew/testing/server_response.hpp>

#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

namespace curlew::testing {
namespace {

std::vector<std::string> one_piece(std::string body) {
    std::vector<std::string> pieces;
    if (!body.empty()) pieces.push_back(std::move(body));
    return pieces;
}

}  // namespace

ServerResponse::ServerResponse() = default;

ServerResponse::ServerResponse(int status, std::vector<std::string> body, Framing framing) {
    parts_.status = status;
    parts_.framing = framing;
    if (!body.empty()) {
        parts_.body = std::make_shared<const std::vector<std::string>>(std::move(body));
    }
}

ServerResponse ServerResponse::status(int status) {
    return {status, {}, Framing::length};
}

ServerResponse ServerResponse::text(std::string body, int status) {
    return bytes(std::move(body), "text/plain; charset=utf-8", status);
}

ServerResponse ServerResponse::bytes(std::string body, std::string_view content_type, int status) {
    ServerResponse response(status, one_piece(std::move(body)), Framing::length);
    response.parts_.headers.set("Content-Type", content_type);
    return response;
}

ServerResponse ServerResponse::json_text(std::string body, int status) {
    return bytes(std::move(body), "application/json", status);
}

ServerResponse ServerResponse::error(int status, std::string_view message) {
    using nlohmann::json;
    const json body{{"error", message}};
    return json_text(body.dump(-1, ' ', false, json::error_handler_t::replace), status);
}

ServerResponse ServerResponse::redirect(std::string_view location, int status) {
    return ServerResponse::status(status).header("Location", location);
}

ServerResponse ServerResponse::chunked(std::vector<std::string> chunks, int status) {
    std::erase(chunks, std::string());
    return {status, std::move(chunks), Framing::chunked};
}

ServerResponse ServerResponse::until_close(std::string body, int status) {
    return {status, one_piece(std::move(body)), Framing::close};
}

ServerResponse ServerResponse::header(std::string_view name, std::string_view value) const {
    ServerResponse changed = *this;
    changed.parts_.headers.set(name, value);
    return changed;
}

ServerResponse ServerResponse::add_header(std::string_view name, std::string_view value) const {
    ServerResponse changed = *this;
    changed.parts_.headers.add(name, value);
    return changed;
}

ServerResponse ServerResponse::with_status(int status) const {
    ServerResponse changed = *this;
    changed.parts_.status = status;
    return changed;
}

ServerResponse ServerResponse::reason(std::string_view phrase) const {
    ServerResponse changed = *this;
    changed.parts_.reason = phrase;
    return changed;
}

ServerResponse ServerResponse::trailer(std::string_view name, std::string_view value) const {
    if (parts_.framing != Framing::chunked) {
        throw std::logic_error("only a chunked response has trailers");
    }
    ServerResponse changed = *this;
    changed.parts_.trailers.add(name, value);
    return changed;
}

ServerResponse ServerResponse::interim(int status, Headers headers) const {
    if (status < 100 || status > 199) {
        throw std::invalid_argument("an interim response has a status from 100 to 199");
    }
    ServerResponse changed = *this;
    changed.parts_.interim.push_back({status, std::move(headers)});
    return changed;
}

ServerResponse ServerResponse::after(std::chrono::nanoseconds delay) const {
    ServerResponse changed = *this;
    changed.parts_.delay = delay;
    return changed;
}

ServerResponse ServerResponse::when(Latch latch) const {
    ServerResponse changed = *this;
    changed.parts_.latch = std::move(latch);
    return changed;
}

ServerResponse ServerResponse::close() const {
    ServerResponse changed = *this;
    changed.parts_.close = true;
    return changed;
}

void ServerResponse::refuse_to_encode(const ClientError& error) {
    throw std::invalid_argument("the value cannot be encoded as JSON: " + error.message());
}

}  // namespace curlew::testing
