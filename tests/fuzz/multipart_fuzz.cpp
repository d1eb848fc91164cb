// Whatever names and contents a form has: who parses it as RFC 7578 says finds the same parts, and
// none besides.

#include "support/scripted_stream.hpp"

#include <curlew/body.hpp>
#include <curlew/errors.hpp>
#include <curlew/multipart.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace curlew;

void require(bool holds) {
    if (!holds) __builtin_trap();
}

Task<std::string> read_all(BodySource& source) {
    const std::unique_ptr<BodyReader> opened = source.open();
    BodyReader& reader = *opened;
    std::string all;
    for (;;) {
        const std::string_view piece = co_await reader.read();
        if (piece.empty()) co_return all;
        all += piece;
    }
}

/// What is before `end`; it and that are taken off.
std::string_view take_until(std::string_view& text, std::string_view end) {
    const std::size_t at = text.find(end);
    require(at != std::string_view::npos);
    const std::string_view before = text.substr(0, at);
    text.remove_prefix(at + end.size());
    return before;
}

/// As a name is written between quotes.
std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == '"') {
            out += "%22";
        } else if (c == '\r') {
            out += "%0D";
        } else if (c == '\n') {
            out += "%0A";
        } else {
            out += c;
        }
    }
    return out;
}

void check_part(std::string_view& rest, std::string_view delimiter, std::string_view name,
                std::string_view filename, std::string_view content) {
    std::string_view head = take_until(rest, "\r\n\r\n");
    const std::string_view disposition = take_until(head, "\r\n");
    std::string expected = "Content-Disposition: form-data; name=\"" + escaped(name) + '"';
    if (!filename.empty()) expected += "; filename=\"" + escaped(filename) + '"';
    require(disposition == expected);
    require(head == "Content-Type: text/plain");
    require(take_until(rest, delimiter) == content);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string_view name = text.substr(0, text.find('\0'));
    const std::string_view rest = text.substr(std::min(name.size() + 1, text.size()));
    const std::string_view filename = rest.substr(0, rest.find('\0'));
    const std::string content(rest.substr(std::min(filename.size() + 1, rest.size())));

    Multipart form;
    form.part(name, Body::bytes(content), filename, "text/plain");
    form.field(filename, content, "text/plain");
    try {
        form.field("x", "", name);
        require(name.find_first_of("\r\n") == std::string_view::npos);
    } catch (const ConfigurationError&) {
        // A content type that cannot be in a header.
    }
    Multipart checked;
    checked.part(name, Body::bytes(content), filename, "text/plain");
    checked.field(filename, content, "text/plain");

    const std::string type = checked.content_type();
    const std::string boundary = "--" + type.substr(type.find('=') + 1);
    const Body body = checked.body();
    const std::string sent = testing::run_to_end(read_all(*body.source()));
    require(body.source()->size() == sent.size());

    std::string_view parts = sent;
    require(take_until(parts, boundary + "\r\n").empty());
    check_part(parts, "\r\n" + boundary + "\r\n", name, filename, content);
    check_part(parts, "\r\n" + boundary + "--\r\n", filename, {}, content);
    require(parts.empty());
    return 0;
}
