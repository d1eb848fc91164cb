#pragma once

#include <curlew/headers.hpp>
#include <curlew/model.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew::testing {

/// What the TLS handshake of a connection agreed on.
struct TlsSession {
    std::string server_name;     ///< the host name that the client asked for (SNI); empty without
    std::string alpn;            ///< the protocol chosen, as in `http/1.1`; empty when none was
    std::string version;         ///< `TLSv1.2`, `TLSv1.3`
    std::string client_subject;  ///< common name of the client's certificate; empty without one
    bool resumed = false;        ///< whether the client came back with an earlier session

    friend bool operator==(const TlsSession&, const TlsSession&) = default;
};

/// A request as the server received it. A value: it owns everything.
struct ServerRequest {
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    std::string method;   ///< as sent: `GET`
    std::string target;   ///< as sent: `/users?page=2`, `http://host/`, `*`, ...
    std::string version;  ///< `HTTP/1.1` or `HTTP/1.0`
    std::string path;     ///< the target's path, as sent (percent-encoded), without the query
    Pairs query_params;   ///< decoded, in order, with repetitions
    Pairs path_params;    ///< what the `{names}` of the route's pattern matched, decoded
    Headers headers;      ///< in order, spelled as sent
    std::string body;     ///< without its transfer coding
    std::string head;     ///< request line and header fields byte for byte, with the empty line

    std::size_t connection = 0;     ///< which connection of the server: 1 is the first one accepted
    std::size_t on_connection = 0;  ///< which request of its connection: 1 is the first
    std::optional<TlsSession> tls;  ///< nothing on a plain connection

    /// The first query parameter of this name, decoded.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// All query parameters of this name, decoded, in order.
    [[nodiscard]] std::vector<std::string> query_all(std::string_view name) const;

    /// What matched `{name}` in the route's pattern, decoded.
    /// @throws std::out_of_range if the pattern has no such name
    [[nodiscard]] const std::string& path_param(std::string_view name) const;

    /// The first header field of this name.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept {
        return headers.get(name);
    }

    /// The body, decoded from JSON.
    /// @throws JsonError if it is not JSON
    /// @throws ValidationError if it does not fit; a handler may let both pass, see TestServer
    template <class T>
    [[nodiscard]] T as() const {
        return from_json<T>(body);
    }
};

}  // namespace curlew::testing
