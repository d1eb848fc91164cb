#include "client/client_core.hpp"

#include "client/open_body.hpp"
#include "support/printable.hpp"

#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include <boost/system/system_error.hpp>

namespace curlew::detail {
namespace {

namespace this_coro = boost::asio::this_coro;

// More copies of one request at the same time would be an attack.
constexpr int most_hedged = 10;

Url checked_base(const ClientConfig& config) {
    if (config.base_url.empty()) return {};
    Url url = Url::parse(config.base_url);
    engine::check_url(url);
    return url;
}

ClientConfig checked(ClientConfig config) {
    check(config.timeout);
    check(config.retry);
    if (config.hedge) check(*config.hedge);
    if (config.max_redirects < 0) throw ConfigurationError("max_redirects is less than zero");
    const auto require_some = [](std::size_t limit, const char* name) {
        if (limit == 0) {
            throw ConfigurationError(std::string("limits.") + name +
                                     " is 0: no request could ever be sent");
        }
    };
    require_some(config.limits.max_connections, "max_connections");
    require_some(config.limits.max_connections_per_host.value_or(1), "max_connections_per_host");
    return config;
}

std::shared_ptr<Transport> make_transport(const ClientConfig& config, engine::HttpEngine& engine) {
    if (!config.transport) return nullptr;
    std::shared_ptr<Transport> made =
        config.transport({.network = engine, .sleeper = engine.sleeper()});
    if (!made) throw ConfigurationError("ClientConfig::transport has made no transport");
    return made;
}

void add_context(ClientError& error, std::shared_ptr<const Request> request,
                 std::chrono::steady_clock::time_point started) {
    error.attach({.request = std::move(request),
                  .attempts = error.phase() == Phase::prepare ? 0 : 1,
                  .elapsed = std::chrono::steady_clock::now() - started});
}

void raise(const Response& response) {
    try {
        response.raise_for_status();
    } catch (ClientError& error) {
        error.attach({.attempts = 1});
        throw;
    }
}

void check(const std::optional<RetryBudget>& budget, const std::string& of) {
    if (!budget) return;
    const auto require_positive = [&](double value, const char* name) {
        if (!(value >= 0)) {
            throw ConfigurationError(of + ".budget." + name + " is less than zero");
        }
    };
    require_positive(budget->ratio, "ratio");
    require_positive(budget->min_per_second, "min_per_second");
    require_positive(budget->burst, "burst");
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

void check(const RetryConfig& retry) {
    const auto require = [](bool is_fine, const char* what) {
        if (!is_fine) throw ConfigurationError(std::string("retry.") + what);
    };
    require(retry.max_attempts >= 1, "max_attempts is less than 1: 1 switches retries off");
    require(retry.backoff_factor.count() >= 0, "backoff_factor is less than zero");
    require(retry.backoff_max >= retry.backoff_factor, "backoff_max is less than backoff_factor");
    require(retry.max_retry_after.count() >= 0, "max_retry_after is less than zero");
    require(!retry.max_elapsed || retry.max_elapsed->count() >= 0, "max_elapsed is less than zero");
    check(retry.budget, "retry");
}

void check(const HedgeConfig& hedge) {
    const auto require = [](bool is_fine, const char* what) {
        if (!is_fine) throw ConfigurationError(std::string("hedge.") + what);
    };
    require(hedge.delay.count() >= 0, "delay is less than zero");
    require(hedge.max_attempts >= 1, "max_attempts is less than 1: 1 switches hedging off");
    require(hedge.max_attempts <= most_hedged, "max_attempts is more than 10");
    const double percentile = hedge.percentile.value_or(0.5);
    require(percentile > 0 && percentile < 1, "percentile is not between 0 and 1: 0.95, perhaps?");
    check(hedge.budget, "hedge");
}

ClientCore::ClientCore(ClientConfig config, std::unique_ptr<engine::Io> io,
                       boost::asio::any_io_executor home)
    : config_(checked(std::move(config))),
      base_url_(checked_base(config_)),
      home_(std::move(home)),
      engine_(config_, std::move(io)),
      transport_(make_transport(config_, engine_)),
      error_parser_(config_.error_parser ? std::make_shared<const ErrorParser>(config_.error_parser)
                                         : nullptr),
      stack_(make_layers(config_, engine_.sleeper(), engine_.side_tasks()),
             transport_ ? *transport_ : engine_) {
    if (config_.log && !config_.verify_ssl.enabled()) {
        config_.log->write({LogLevel::warning,
                            "server certificates are not verified (verify_ssl = false): anybody "
                            "on the way can read and change what is sent"});
    }
}

void ClientCore::abandon() noexcept {
    try {
        const std::size_t open = engine_.is_closed() ? 0 : engine_.pool_stats().in_use;
        if (open > 0 && config_.log) {
            config_.log->write({LogLevel::warning,
                                "a client was destroyed with " + std::to_string(open) +
                                    (open == 1 ? " request or stream" : " requests or streams") +
                                    " open: read, close or destroy them before it"});
        }
    } catch (const std::exception&) {
        // Without memory there is nothing to say.
    }
    engine_.close();
}

Url ClientCore::locate(std::string_view url) const {
    if (base_url_.empty() && !Url::is_absolute(url)) {
        throw ConfigurationError("cannot use URL " + quoted(url) +
                                 ": it is relative, and the client has no base_url");
    }
    Url located = base_url_.empty() ? Url::parse(url) : base_url_.join(url);
    engine::check_url(located);
    return located;
}

Task<Response> ClientCore::perform_at_home(std::shared_ptr<Request> request) {
    Response response = co_await boost::asio::co_spawn(home_, perform(std::move(request)),
                                                       boost::asio::use_awaitable);
    co_return response;
}

Task<Response> ClientCore::perform(std::shared_ptr<Request> request, std::shared_ptr<const void>) {
    const auto started = std::chrono::steady_clock::now();
    if (home_) {
        const boost::asio::any_io_executor here = co_await this_coro::executor;
        if (here != home_) {
            Task<Response> elsewhere = perform_at_home(std::move(request));
            co_return co_await std::move(elsewhere);
        }
    }
    // A cancelled coroutine would throw at its next co_await, wherever that is. The waits of the
    // engine look at the cancellation themselves, and say what they were waiting for.
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    std::exception_ptr failure;
    Response response;
    const auto cancellation = co_await this_coro::cancellation_state;
    const bool is_cancelled = cancellation.cancelled() != boost::asio::cancellation_type::none;
    try {
        if (is_cancelled || request->options().stop.stop_requested()) {
            throw CancelledError("cancelled before it was sent", Phase::prepare);
        }
        // The engine would say so itself.
        if (transport_ && engine_.is_closed()) {
            throw ClosedError("the client is closed", Phase::pool);
        }
        response = co_await stack_.send(*request);
        if (request->options().status.raises(response.status())) co_await take_in(response);
    } catch (ClientError& error) {
        add_context(error, request, started);
        failure = std::current_exception();
    } catch (const boost::system::system_error& error) {
        // From the event loop itself, as when it cannot watch any more sockets.
        ConnectionError unusable(error.what(), Phase::connect);
        add_context(unusable, request, started);
        failure = std::make_exception_ptr(std::move(unusable));
    } catch (...) {
        failure = std::current_exception();
    }
    co_await this_coro::throw_if_cancelled(throws);
    if (failure) std::rethrow_exception(failure);

    const bool raises = request->options().status.raises(response.status());
    if (!response.shared_request()) response.set_request(std::move(request));
    if (raises) raise(response);
    co_return response;
}

}  // namespace curlew::detail
