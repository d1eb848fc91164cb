#include "engine/http_engine.hpp"

#include "engine/failure.hpp"
#include "engine/http1.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace curlew::engine {
namespace {

// Servers keep idle connections for seconds: one that was used a moment ago is hardly ever gone.
constexpr auto fresh = std::chrono::milliseconds(1);

/// Whether an idle connection has to be looked at before it is used. That costs a system call,
/// which a request that may be sent again need not pay for right after the one before it.
bool looks_first(const Connection& connection, bool may_resend, Clock::time_point now) {
    return !may_resend || now - connection.last_used > fresh;
}

[[noreturn]] void throw_stale(const Request& request) {
    std::string message = "the server closed the reused connection before it answered";
    if (!request.is_idempotent()) {
        message += "; " + request.method() +
                   " is not idempotent and may have been carried out: look before sending it again";
    }
    throw ConnectionError(std::move(message), Phase::head);
}

}  // namespace

void check_url(const Url& url) {
    if (url.scheme() != "http" && url.scheme() != "https") {
        std::string advice = "use http or https";
        if (url.host().empty()) advice += ", as in http://" + url.redacted();
        throw ConfigurationError("cannot use URL " + quoted(url.redacted()) + ": scheme " +
                                 quoted(url.scheme()) + " is not supported; " + advice);
    }
    if (url.host().empty()) {
        throw ConfigurationError("cannot use URL " + quoted(url.redacted()) + ": it has no host");
    }
    if (!url.userinfo().empty()) {
        throw ConfigurationError("cannot use URL " + quoted(url.redacted()) +
                                 ": credentials in URLs are not supported; set the header "
                                 "Authorization instead");
    }
}

HttpEngine::HttpEngine(const ClientConfig& config)
    : resend_on_stale_connection_(config.limits.resend_on_stale_connection),
      pool_(config.limits),
      dialer_(config.verify_ssl) {}

Lease HttpEngine::acquire(const Request& request, std::string_view origin) {
    const RequestOptions& options = request.options();
    const Limit limit = Limit::earliest(options.timeout.pool, options.deadline);
    Grant grant = pool_.acquire(origin, limit.end());
    if (grant.refusal == Refusal::timed_out) throw_timeout(Phase::pool, limit);
    if (grant.refusal == Refusal::closed) {
        throw ClosedError("the client is closed", Phase::pool);
    }
    return std::move(grant.lease);
}

Task<void> HttpEngine::connect(Lease& lease, const Request& request) {
    const RequestOptions& options = request.options();
    const Limit limit = Limit::earliest(options.timeout.connect, options.deadline);
    std::unique_ptr<Stream> stream = co_await dialer_.dial(request.url(), limit);
    lease.replace(std::make_unique<Connection>(std::move(stream)));
}

Task<Response> HttpEngine::send(Request& request) {
    check_url(request.url());
    const auto started = Clock::now();
    Lease lease = acquire(request, request.url().origin());
    const bool may_resend = resend_on_stale_connection_ && request.is_idempotent();
    const Connection* idle = lease.connection();
    if (idle == nullptr || (looks_first(*idle, may_resend, started) && !idle->is_quiet())) {
        co_await connect(lease, request);
    }
    Exchange exchange = co_await exchange_http1(*lease.connection(), request);
    if (exchange.stale) {
        const bool safe = request.is_idempotent() || !exchange.was_sent;
        if (!safe || !resend_on_stale_connection_) throw_stale(request);
        co_await connect(lease, request);
        exchange = co_await exchange_http1(*lease.connection(), request);
    }
    const auto ended = Clock::now();
    lease.connection()->last_used = ended;
    if (exchange.reusable) lease.give_back();
    exchange.response.elapsed = ended - started;
    co_return Response(std::move(exchange.response));
}

}  // namespace curlew::engine
