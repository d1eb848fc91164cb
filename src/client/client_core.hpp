#pragma once

#include "client/lanes.hpp"
#include "client/stack.hpp"
#include "engine/http_engine.hpp"

#include <curlew/config.hpp>
#include <curlew/errors.hpp>
#include <curlew/timeout.hpp>
#include <curlew/transport.hpp>

namespace curlew::detail {

/// What a Client and its builders share: the configuration, checked once and never changed, and the
/// way to the network. Safe for use by many threads.
class ClientCore {
public:
    /// @throws ConfigurationError for whatever cannot be used
    explicit ClientCore(ClientConfig config);

    [[nodiscard]] const ClientConfig& config() const noexcept { return config_; }

    /// The URL that a request for `url` goes to.
    /// @throws ConfigurationError
    [[nodiscard]] Url locate(std::string_view url) const;

    /// Sends a request, on the calling thread.
    [[nodiscard]] Response send(Request request);

    void close() { engine_.close(); }
    [[nodiscard]] bool is_closed() const { return engine_.is_closed(); }

private:
    const ClientConfig config_;
    const Url base_url_;
    engine::HttpEngine engine_;
    Stack stack_;
    Lanes lanes_;
};

/// @throws ConfigurationError naming the limit that is negative
void check(const TimeoutConfig& timeout);

}  // namespace curlew::detail
