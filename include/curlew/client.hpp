#pragma once

#include <curlew/config.hpp>
#include <curlew/errors.hpp>
#include <curlew/request_builder.hpp>

#include <memory>
#include <string_view>

namespace curlew {

/// A synchronous REST client.
///
/// Any number of threads may share one client, and should: they share its connections. Its
/// configuration never changes once it is made. Each call runs on the thread that makes it; the
/// client has no threads of its own that outlive a host name look-up.
///
/// @code
/// struct User { int id; std::string name; std::string email; };
///
/// curlew::Client client({.base_url = "https://api.example.com"});
/// User user = client.get("/users/123").as<User>();
/// User created = client.post("/users").json(NewUser{"Jane", "jane@example.com"}).as<User>();
/// @endcode
class Client {
public:
    /// @throws ConfigurationError for whatever cannot be used: an unparsable base_url, a negative
    ///         timeout, a CA file that cannot be read, ...
    explicit Client(ClientConfig config = {});

    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;
    ~Client();

    // The URL of each is relative to base_url, or absolute. RFC 9110 section 9.3 defines the
    // methods.

    [[nodiscard]] RequestBuilder get(std::string_view url) const;
    [[nodiscard]] RequestBuilder post(std::string_view url) const;
    [[nodiscard]] RequestBuilder put(std::string_view url) const;
    /// RFC 5789
    [[nodiscard]] RequestBuilder patch(std::string_view url) const;
    /// DELETE, which C++ keeps for itself.
    [[nodiscard]] RequestBuilder del(std::string_view url) const;
    [[nodiscard]] RequestBuilder head(std::string_view url) const;
    [[nodiscard]] RequestBuilder options(std::string_view url) const;
    /// Any other method, or one known only at run time.
    [[nodiscard]] RequestBuilder request(std::string_view method, std::string_view url) const;

    /// Sends a request that was built before, as it is.
    /// @throws what RequestBuilder::send() does
    Response send(Request request) const;

    /// Closes idle connections, and refuses further requests with ClosedError. Those under way end
    /// by themselves. Calling it again does nothing.
    void close() noexcept;

    /// Whether close() was called.
    [[nodiscard]] bool is_closed() const noexcept;

private:
    std::shared_ptr<detail::ClientCore> core_;
};

}  // namespace curlew
