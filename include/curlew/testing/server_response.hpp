#pragma once

#include <curlew/errors.hpp>
#include <curlew/headers.hpp>
#include <curlew/model.hpp>
#include <curlew/testing/latch.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace curlew::testing {

/// What a handler answers.
///
/// A value, cheap to copy: the body is shared between copies. The modifiers return a changed copy
/// and leave the original as it is.
///
/// The server adds what delimits the body (Content-Length, Transfer-Encoding, Connection) unless
/// the response brings its own Content-Length or Transfer-Encoding, which is then sent as it is,
/// right or wrong. Nothing else is added.
///
/// @code
/// return ServerResponse::text("slow down", 429).header("Retry-After", "3");
/// return ServerResponse::chunked({"one", "two"}).trailer("Checksum", "42");
/// return ServerResponse::json(user).interim(103, {{"Link", "</style.css>"}}).after(20ms);
/// @endcode
class ServerResponse {
public:
    /// 200 with an empty body.
    ServerResponse();

    /// No body: `Content-Length: 0`, or nothing at all where a status has no body (204, 304).
    [[nodiscard]] static ServerResponse status(int status);

    /// `text/plain; charset=utf-8`.
    [[nodiscard]] static ServerResponse text(std::string body, int status = 200);

    /// Any bytes.
    [[nodiscard]] static ServerResponse bytes(std::string body, std::string_view content_type,
                                              int status = 200);

    /// A model, encoded.
    /// @throws std::invalid_argument if JSON cannot express the value
    template <class T>
    [[nodiscard]] static ServerResponse json(const T& value, int status = 200) {
        return json_text(encode(value), status);
    }

    /// JSON that is written already. It is not checked.
    [[nodiscard]] static ServerResponse json_text(std::string body, int status = 200);

    /// `{"error": message}`.
    [[nodiscard]] static ServerResponse error(int status, std::string_view message);

    /// No body; says where to go instead.
    [[nodiscard]] static ServerResponse redirect(std::string_view location, int status = 302);

    /// A body in these chunks, each in a write of its own (RFC 9112 section 7.1). Empty chunks are
    /// left out: they would end the body. An HTTP/1.0 client gets the bytes until_close().
    [[nodiscard]] static ServerResponse chunked(std::vector<std::string> chunks, int status = 200);

    /// A body that ends where the connection does.
    [[nodiscard]] static ServerResponse until_close(std::string body, int status = 200);

    /// Makes this the only field of its name.
    /// @throws ConfigurationError if name or value cannot be sent; use a Script for what is
    /// malformed
    [[nodiscard]] ServerResponse header(std::string_view name, std::string_view value) const;

    /// Adds a field to those of its name: for Set-Cookie.
    /// @throws ConfigurationError as header() does
    [[nodiscard]] ServerResponse add_header(std::string_view name, std::string_view value) const;

    [[nodiscard]] ServerResponse with_status(int status) const;

    /// The reason phrase instead of the usual one.
    [[nodiscard]] ServerResponse reason(std::string_view phrase) const;

    /// A field after a chunked body.
    /// @throws std::logic_error on a response that is not chunked()
    [[nodiscard]] ServerResponse trailer(std::string_view name, std::string_view value) const;

    /// A 1xx response that goes first, at once, even before the delay of after() or when().
    /// @throws std::invalid_argument if the status is not 1xx
    [[nodiscard]] ServerResponse interim(int status, Headers headers = {}) const;

    /// Answers that much later. Others are served meanwhile.
    [[nodiscard]] ServerResponse after(std::chrono::nanoseconds delay) const;

    /// Answers when the latch is released. Others are served meanwhile.
    [[nodiscard]] ServerResponse when(Latch latch) const;

    /// Says `Connection: close`, and does it.
    [[nodiscard]] ServerResponse close() const;

    /// How the end of the body is told.
    enum class Framing { length, chunked, close };

    struct Interim {
        int status;
        Headers headers;
    };

    /// All that the above have set, to look at.
    struct Parts {
        int status = 200;
        std::optional<std::string> reason;
        Headers headers;
        std::shared_ptr<const std::vector<std::string>> body;  ///< in pieces; nullptr: none
        Framing framing = Framing::length;
        Headers trailers;
        std::vector<Interim> interim;
        std::chrono::nanoseconds delay = std::chrono::nanoseconds::zero();
        std::optional<Latch> latch;
        bool close = false;
    };

    [[nodiscard]] const Parts& parts() const noexcept { return parts_; }

private:
    ServerResponse(int status, std::vector<std::string> body, Framing framing);

    template <class T>
    static std::string encode(const T& value) {
        try {
            return to_json(value);
        } catch (const ClientError& error) {
            // Passed on as it is, it would look as if the request were at fault.
            refuse_to_encode(error);
        }
    }
    [[noreturn]] static void refuse_to_encode(const ClientError& error);

    Parts parts_;
};

}  // namespace curlew::testing
