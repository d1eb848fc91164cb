#include "support/bad_peer_cases.hpp"

#include <string>

namespace curlew::testing {
namespace {

using namespace std::string_literals;

std::string ok(const std::string& headers, const std::string& body = "") {
    return "HTTP/1.1 200 OK\r\n" + headers + "\r\n" + body;
}

std::string chunked(const std::string& body) {
    return ok("Transfer-Encoding: chunked\r\n", body);
}

std::string many_fields(std::size_t bytes) {
    std::string fields;
    while (fields.size() < bytes)
        fields += "X-Field: 0123456789\r\n";
    return fields;
}

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

void add_status_lines(std::vector<BadResponse>& cases) {
    const auto add = [&](const char* name, std::string bytes, const char* message) {
        cases.push_back({name, std::move(bytes), Then::close, Bad::malformed, message});
    };
    const std::string rest = "Content-Length: 0\r\n\r\n";
    add("NoStatusLine", rest + "\r\n", "does not begin with HTTP");
    add("Garbage", "\x16\x03\x01\x02\x00\x01\x00 garbage\r\n\r\n"s, "does not begin with HTTP");
    add("OnlyNulBytes", std::string(64, '\0'), "does not begin with HTTP");
    add("Html", "<html><body>hello</body></html>\r\n\r\n", "does not begin with HTTP");
    add("AnotherProtocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "does not begin with HTTP");
    add("SmtpGreeting", "220 mail.example.com ESMTP\r\n", "does not begin with HTTP");
    add("LowerCaseProtocol", "http/1.1 200 OK\r\n" + rest, "does not begin with HTTP");
    add("Http2Version", "HTTP/2.0 200 OK\r\n" + rest, "does not begin with HTTP");
    add("Http12Version", "HTTP/1.2 200 OK\r\n" + rest, "does not begin with HTTP");
    add("VersionWithoutMinor", "HTTP/1 200 OK\r\n" + rest, "does not begin with HTTP");
    add("Http09Answer", "just the body", "does not begin with HTTP");
    add("IcyAnswer", "ICY 200 OK\r\n\r\n", "does not begin with HTTP");
    add("LeadingEmptyLine", "\r\nHTTP/1.1 200 OK\r\n" + rest, "does not begin with HTTP");
    add("StatusOfTwoDigits", "HTTP/1.1 20 OK\r\n" + rest, "status code");
    add("StatusOfFourDigits", "HTTP/1.1 2000 OK\r\n" + rest, "status code");
    add("StatusNotANumber", "HTTP/1.1 abc OK\r\n" + rest, "status code");
    add("NegativeStatus", "HTTP/1.1 -20 OK\r\n" + rest, "status code");
    add("StatusBelow100", "HTTP/1.1 099 OK\r\n" + rest, "status code");
    add("StatusZero", "HTTP/1.1 000 OK\r\n" + rest, "status code");
    add("NulInReason", "HTTP/1.1 200 O\0K\r\n"s + rest, "reason");
    add("BareLineFeedAfterStatus", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "reason");
}

void add_fields(std::vector<BadResponse>& cases) {
    const auto add = [&](const char* name, const std::string& fields, const char* message) {
        cases.push_back({name, ok(fields), Then::close, Bad::malformed, message});
    };
    add("SpaceBeforeColon", "Content-Length : 0\r\n", "header name");
    add("SpaceInName", "X Y: 0\r\n", "header name");
    add("EmptyName", ": value\r\n", "header name");
    add("NoColon", "Content-Length 0\r\n", "header name");
    add("NulInName", "X\0Y: 0\r\n"s, "header name");
    add("NonAsciiName", "X-\xc3\xa9: 0\r\n", "header name");
    add("NulInValue", "X: a\0b\r\n"s, "header value");
    add("ControlInValue", "X: a\x01 b\r\n", "header value");
    add("BareCarriageReturnInValue", "X: a\rb\r\n", "CR LF");
    add("LengthNotANumber", "Content-Length: ten\r\n", "Content-Length");
    add("LengthNegative", "Content-Length: -1\r\n", "Content-Length");
    add("LengthWithSign", "Content-Length: +5\r\n", "Content-Length");
    add("LengthHexadecimal", "Content-Length: 0x10\r\n", "Content-Length");
    add("LengthWithFraction", "Content-Length: 5.0\r\n", "Content-Length");
    add("LengthEmpty", "Content-Length: \r\n", "Content-Length");
    add("LengthOverflows", "Content-Length: 99999999999999999999\r\n", "Content-Length");
    add("LengthList", "Content-Length: 5, 6\r\n", "more than one");
    add("LengthsThatDiffer", "Content-Length: 5\r\nContent-Length: 6\r\n", "more than one");
    add("LengthTwice", "Content-Length: 5\r\nContent-Length: 5\r\n", "more than one");
    add("LengthAndChunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length");
    add("ChunkedAndLength", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length");
    add("UnknownCoding", "Transfer-Encoding: quantum\r\n", "quantum");
    add("CodingBesideChunked", "Transfer-Encoding: gzip, chunked\r\n", "gzip");
    add("ChunkedTwice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding");
    add("ChunkedInOneListTwice", "Transfer-Encoding: chunked, chunked\r\n", "chunked, chunked");
}

void add_chunks(std::vector<BadResponse>& cases) {
    const auto add = [&](const char* name, const std::string& body, const char* message) {
        cases.push_back({name, chunked(body), Then::close, Bad::malformed, message});
    };
    add("ChunkSizeNotANumber", "xyz\r\nhello\r\n0\r\n\r\n", "chunk");
    add("ChunkSizeEmpty", "\r\nhello\r\n0\r\n\r\n", "chunk");
    add("ChunkSizeNegative", "-5\r\nhello\r\n0\r\n\r\n", "chunk");
    add("ChunkSizePrefixed", "0x5\r\nhello\r\n0\r\n\r\n", "chunk");
    add("ChunkSizeOverflows", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n", "chunk");
    add("ChunkLongerThanItsSize", "3\r\nhello\r\n0\r\n\r\n", "chunk");
    add("ChunkExtensionMalformed", "5;=\r\nhello\r\n0\r\n\r\n", "extension");
    add("TrailerMalformed", "5\r\nhello\r\n0\r\nbad trailer\r\n\r\n", "header name");
}

void add_ends(std::vector<BadResponse>& cases) {
    const auto add = [&](const char* name, std::string bytes, Then then, Bad error,
                         const char* message) {
        cases.push_back({name, std::move(bytes), then, error, message});
    };
    const char* middle = "in the middle of the response";
    add("ClosedWithoutAnswer", "", Then::close, Bad::closed, "without an answer");
    add("ResetWithoutAnswer", "", Then::reset, Bad::closed, "broke");
    add("ClosedInStatusLine", "HTTP/1.1 20", Then::close, Bad::truncated, middle);
    add("ClosedInHead", "HTTP/1.1 200 OK\r\nContent-Le", Then::close, Bad::truncated, middle);
    add("ClosedBeforeTheEmptyLine", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", Then::close,
        Bad::truncated, middle);
    add("ResetInHead", "HTTP/1.1 200 OK\r\nContent-Le", Then::reset, Bad::truncated, middle);
    add("ClosedBeforeBody", ok("Content-Length: 5\r\n"), Then::close, Bad::truncated, middle);
    add("ClosedInBody", ok("Content-Length: 5\r\n", "hel"), Then::close, Bad::truncated, middle);
    add("ResetInBody", ok("Content-Length: 5\r\n", "hel"), Then::reset, Bad::truncated, middle);
    add("ClosedInLargeBody", ok("Content-Length: 90000\r\n", std::string(80'000, 'x')), Then::close,
        Bad::truncated, middle);
    add("ClosedInChunkSize", chunked("5"), Then::close, Bad::truncated, middle);
    add("ClosedInChunk", chunked("5\r\nhel"), Then::close, Bad::truncated, middle);
    add("ChunkEndsWithBareLineFeed", chunked("5\nhello\n0\n\n"), Then::close, Bad::truncated,
        middle);
    add("ClosedBetweenChunks", chunked("5\r\nhello\r\n"), Then::close, Bad::truncated, middle);
    add("ClosedBeforeLastEmptyLine", chunked("5\r\nhello\r\n0\r\n"), Then::close, Bad::truncated,
        middle);
    add("ResetInCloseDelimitedBody", ok("", "hel"), Then::reset, Bad::truncated, middle);
    add("OnlyAnInterimResponse", "HTTP/1.1 100 Continue\r\n\r\n", Then::close, Bad::truncated,
        middle);
    add("SilentForEver", "", Then::hang, Bad::read_timeout, "sent nothing");
    add("SilentInHead", "HTTP/1.1 200 OK\r\nContent-", Then::hang, Bad::read_timeout,
        "sent nothing");
    add("SilentInBody", ok("Content-Length: 5\r\n", "hel"), Then::hang, Bad::read_timeout,
        "sent nothing");
    add("SilentInChunk", chunked("5\r\nhel"), Then::hang, Bad::read_timeout, "sent nothing");
    add("InterimResponsesWithoutEnd", repeated("HTTP/1.1 103 Early Hints\r\n\r\n", 1000),
        Then::hang, Bad::malformed, "without end");
    add("SwitchesProtocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", Then::hang,
        Bad::malformed, "nobody asked");
}

void add_sizes(std::vector<BadResponse>& cases, std::size_t head_limit, std::size_t body_limit) {
    const auto add = [&](const char* name, std::string bytes, const char* message) {
        cases.push_back({name, std::move(bytes), Then::hang, Bad::too_large, message});
    };
    add("StatusLineTooLong", "HTTP/1.1 200 " + std::string(2 * head_limit, 'x'), "head");
    add("NameTooLong", "HTTP/1.1 200 OK\r\n" + std::string(2 * head_limit, 'x'), "head");
    add("ValueTooLong", "HTTP/1.1 200 OK\r\nX: " + std::string(2 * head_limit, 'x'), "head");
    add("TooManyFields", ok(many_fields(2 * head_limit)), "head");
    add("FieldsWithoutEnd", "HTTP/1.1 200 OK\r\n" + many_fields(2 * head_limit), "head");
    add("ChunkExtensionTooLong", chunked("5;" + std::string(2 * head_limit, 'x')), "head");
    add("TrailersTooLong", chunked("5\r\nhello\r\n0\r\n" + many_fields(2 * head_limit) + "\r\n"),
        "head");
    add("LengthAboveTheLimit", ok("Content-Length: " + std::to_string(body_limit + 1) + "\r\n"),
        "max_response_body");
    add("LengthOfAnExabyte", ok("Content-Length: 1152921504606846976\r\n"), "max_response_body");
    add("ChunkAboveTheLimit", chunked("fffffff\r\nhello"), "max_response_body");
    add("ChunkSizeNearOverflow", chunked("ffffffffffffffff\r\nhello"), "max_response_body");
    add("ChunksAboveTheLimit",
        chunked(repeated("400\r\n" + std::string(1024, 'x') + "\r\n",
                         static_cast<int>(body_limit / 1024) + 1)),
        "max_response_body");
    add("CloseDelimitedAboveTheLimit", ok("", std::string(body_limit + 1, 'x')),
        "max_response_body");
}

}  // namespace

std::vector<BadResponse> bad_responses(std::size_t head_limit, std::size_t body_limit) {
    std::vector<BadResponse> cases;
    add_status_lines(cases);
    add_fields(cases);
    add_chunks(cases);
    add_ends(cases);
    add_sizes(cases, head_limit, body_limit);
    return cases;
}

}  // namespace curlew::testing
