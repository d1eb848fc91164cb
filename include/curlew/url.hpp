#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace curlew {

/// A URL (RFC 3986), kept as normalised text.
///
/// Parsing is as tolerant as users need it to be: spaces, non-ASCII characters and others that a
/// URL may not have are percent-encoded, a stray `%` too. Scheme and host are lowered, the scheme's
/// own port is dropped, dot segments are removed, and percent-encoded unreserved characters
/// decoded;
/// `%2F` and its like stay as they are. Control characters are refused.
///
/// A value type; views that it hands out live as long as it does, unchanged.
class Url {
public:
    /// An empty URL: no scheme, no host, nothing.
    Url() = default;

    /// Parses an absolute URL: one that begins with a scheme.
    /// @throws ConfigurationError naming the text and what is wrong with it
    [[nodiscard]] static Url parse(std::string_view text);

    /// Whether the text begins with a scheme, as in `https:`; otherwise it is a relative reference.
    [[nodiscard]] static bool is_absolute(std::string_view text) noexcept;

    /// The whole text, password included. redacted() is the one to print.
    [[nodiscard]] const std::string& str() const noexcept { return text_; }

    /// The whole text with any password masked: `https://ann:****@example.com/`.
    [[nodiscard]] std::string redacted() const;

    /// In lower case, without the colon.
    [[nodiscard]] std::string_view scheme() const noexcept { return slice(0, scheme_end_); }

    /// User name and password as written (percent-encoded), without the `@`; empty when absent.
    [[nodiscard]] std::string_view userinfo() const noexcept;

    /// Host name in lower case, or IP address; IPv6 without its brackets.
    [[nodiscard]] std::string_view host() const noexcept;

    /// The port, or the scheme's own (80, 443); 0 where the scheme has none.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Host and port as the Host header has them (RFC 9110 section 7.2): brackets around IPv6, and
    /// the port only where it is not the scheme's own.
    [[nodiscard]] std::string_view authority() const noexcept {
        return slice(host_begin_, path_begin_);
    }

    /// Scheme, host and port: `https://example.com:8443` (RFC 6454).
    [[nodiscard]] std::string origin() const;

    /// Percent-encoded; may be empty.
    [[nodiscard]] std::string_view path() const noexcept { return slice(path_begin_, path_end_); }

    /// Percent-encoded, without the `?`; nothing when there is no `?`.
    [[nodiscard]] std::optional<std::string_view> query() const noexcept;

    /// Percent-encoded, without the `#`; nothing when there is no `#`.
    [[nodiscard]] std::optional<std::string_view> fragment() const noexcept;

    /// What a request line asks an origin server for (RFC 9112 section 3.2.1): path and query, `/`
    /// for an empty path.
    [[nodiscard]] std::string target() const;

    /// Appends target() to `out`.
    void append_target(std::string& out) const;

    /// The URL that a reference found in this one means (RFC 3986 section 5).
    /// @throws ConfigurationError if the reference cannot be parsed
    [[nodiscard]] Url resolve(std::string_view reference) const;

    /// A path below this URL, as a client's base_url has it: `https://h/v1` joined with `/users` is
    /// `https://h/v1/users`, whether or not either side has the slash. Query and fragment are the
    /// relative URL's. An absolute `relative` is returned as it is.
    /// @throws ConfigurationError if it cannot be parsed
    [[nodiscard]] Url join(std::string_view relative) const;

    /// Appends `name=value` pairs, already percent-encoded, to the query.
    void append_query(std::string_view encoded_pairs);

    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

    friend bool operator==(const Url& a, const Url& b) noexcept { return a.text_ == b.text_; }

private:
    explicit Url(std::string normalised);

    /// This one with another path and query, in a text that is normalised and has no fragment.
    [[nodiscard]] Url with_target(std::string text) const;

    [[nodiscard]] std::string_view slice(std::uint32_t begin, std::uint32_t end) const noexcept {
        return std::string_view(text_).substr(begin, end - begin);
    }

    // text_ is scheme ':' ["//" [userinfo '@'] host [':' port]] path ['?' query] ['#' fragment].
    std::string text_;
    std::uint32_t scheme_end_ = 0;
    std::uint32_t host_begin_ = 0;
    std::uint32_t host_end_ = 0;
    std::uint32_t path_begin_ = 0;
    std::uint32_t path_end_ = 0;
    std::uint32_t query_end_ = 0;
    std::uint16_t port_ = 0;
};

}  // namespace curlew
