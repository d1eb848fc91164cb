#pragma once

#include <curlew/config.hpp>
#include <curlew/errors.hpp>
#include <curlew/pool_stats.hpp>
#include <curlew/request_builder.hpp>
#include <curlew/verbs.hpp>

#include <stop_token>

namespace curlew {

/// A synchronous REST client.
///
/// Any number of threads may share one client, and should: they share its connections. Its
/// configuration never changes once it is made. Each call runs on the thread that makes it; the
/// client has no threads of its own that outlive a host name look-up.
///
/// Destroying the client closes it. Requests that other threads have under way end with
/// ClosedError.
///
/// @code
/// struct User { int id; std::string name; std::string email; };
///
/// curlew::Client client({.base_url = "https://api.example.com"});
/// User user = client.get("/users/123").as<User>();
/// User created = client.post("/users").json(NewUser{"Jane", "jane@example.com"}).as<User>();
/// @endcode
class Client : public detail::Verbs<RequestBuilder, detail::SyncCore> {
public:
    /// @throws ConfigurationError for whatever cannot be used: an unparsable base_url, a negative
    ///         timeout, a CA file that cannot be read, ...
    explicit Client(ClientConfig config = {});

    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;
    ~Client();

    /// Sends a request that was built before, as it is.
    /// @throws what RequestBuilder::send() does
    Response send(Request request) const;
    /// The same, ended with CancelledError when a stop is requested.
    Response send(Request request, std::stop_token stop) const;

    /// Its connections, at this moment.
    [[nodiscard]] PoolStats pool_stats() const;

    /// Closes all connections. Requests under way end with ClosedError, at once, and further ones
    /// are refused with it. Calling it again does nothing.
    void close() noexcept;

    /// Whether close() was called.
    [[nodiscard]] bool is_closed() const noexcept;
};

}  // namespace curlew
