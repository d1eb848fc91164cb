#include "client/client_core.hpp"

#include "support/printable.hpp"

#include <chrono>
#include <memory>
#include <utility>

namespace curlew::detail {
namespace {

Url checked_base(const ClientConfig& config) {
    if (config.base_url.empty()) return {};
    Url url = Url::parse(config.base_url);
    engine::check_url(url);
    return url;
}

ClientConfig checked(ClientConfig config) {
    check(config.timeout);
    if (config.limits.max_connections == 0) {
        throw ConfigurationError("limits.max_connections is 0: no request could ever be sent");
    }
    return config;
}

void add_context(ClientError& error, const Request& request,
                 std::chrono::steady_clock::time_point started) {
    error.attach({.request = std::make_shared<const Request>(request),
                  .attempts = error.phase() == Phase::prepare ? 0 : 1,
                  .elapsed = std::chrono::steady_clock::now() - started});
}

}  // namespace

void check(const TimeoutConfig& timeout) {
    const auto require_positive = [](std::optional<Duration> limit, const char* name) {
        if (limit && limit->count() <= 0) {
            throw ConfigurationError("timeout " + std::string(name) + " is " +
                                     std::to_string(limit->count()) +
                                     " ns: it must be greater than zero, or empty for no limit");
        }
    };
    require_positive(timeout.connect, "connect");
    require_positive(timeout.read, "read");
    require_positive(timeout.write, "write");
    require_positive(timeout.pool, "pool");
    require_positive(timeout.total, "total");
}

ClientCore::ClientCore(ClientConfig config)
    : config_(checked(std::move(config))),
      base_url_(checked_base(config_)),
      engine_(config_),
      stack_(standard_layers(), engine_) {}

Url ClientCore::locate(std::string_view url) const {
    if (base_url_.empty() && !Url::is_absolute(url)) {
        throw ConfigurationError("cannot use URL " + quoted(url) +
                                 ": it is relative, and the client has no base_url");
    }
    Url located = base_url_.empty() ? Url::parse(url) : base_url_.join(url);
    engine::check_url(located);
    return located;
}

Response ClientCore::send(Request request) {
    const auto started = std::chrono::steady_clock::now();
    try {
        Response response = lanes_.run(stack_.send(request));
        const bool raise = request.options().status.raises(response.status());
        response.set_request(std::make_shared<const Request>(std::move(request)));
        if (raise) response.raise_for_status();
        return response;
    } catch (ClientError& error) {
        add_context(error, request, started);
        throw;
    }
}

}  // namespace curlew::detail
