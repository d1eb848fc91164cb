#include "engine/http_engine.hpp"

#include "engine/failure.hpp"
#include "engine/http1.hpp"
#include "engine/http1_body.hpp"
#include "engine/stop_scope.hpp"
#include "support/printable.hpp"

#include <curlew/body.hpp>
#include <curlew/clock.hpp>
#include <curlew/errors.hpp>
#include <curlew/log.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace curlew::engine {
namespace {

// Servers keep idle connections for seconds: one that was used a moment ago is hardly ever gone.
constexpr auto fresh = std::chrono::milliseconds(1);

/// Whether an idle connection is, as far as one can see, still there. To look at it costs a system
/// call, which a request that may be sent again need not pay for right after the one before it. But
/// what the server said too much would be taken for its answer.
bool is_usable(const Connection* idle, bool may_resend, Clock::time_point now) {
    if (idle == nullptr) return false;
    const bool looks = !may_resend || now - idle->last_used > fresh || !idle->stream->is_drained();
    return !looks || idle->stream->is_quiet();
}

bool is_replayable(const Request& request) {
    return !request.body_source() || request.body_source()->is_replayable();
}

/// Scheme, host and port. URLs with credentials were refused: nothing else is before the path.
std::string_view origin_of(const Url& url) {
    const std::string& text = url.str();
    return {text.data(), static_cast<std::size_t>(url.path().data() - text.data())};
}

[[noreturn]] void throw_stale(const Request& request) {
    std::string message = "the server closed the reused connection before it answered";
    if (!is_replayable(request)) {
        message += "; its body comes from a generator and cannot be sent again";
    } else if (!request.is_idempotent()) {
        message += "; " + request.method() +
                   " is not idempotent and may have been carried out: look before sending it again";
    }
    throw ConnectionError(std::move(message), Phase::head);
}

LogRecord surplus_warning(const Request& request) {
    return {LogLevel::warning,
            request.method() + " " + request.url().redacted() +
                ": the server sent more than the response has; its connection was closed"};
}

std::shared_ptr<BodyStream> make_body(Lease lease, Exchange& exchange, const Request& request,
                                      const std::shared_ptr<LogSink>& log) {
    const RequestOptions& options = request.options();
    const bool keeps_deadline = options.timeout.total_includes_stream;
    exchange.body->limit_waits(options.timeout.read,
                               keeps_deadline ? options.deadline : std::nullopt);
    Http1Body::OnSurplus on_surplus;
    if (log) on_surplus = [log, record = surplus_warning(request)] { log->write(record); };
    return std::make_shared<Http1Body>(std::move(lease), std::move(exchange.body),
                                       exchange.reusable, options.stop, std::move(on_surplus));
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

HttpEngine::HttpEngine(const ClientConfig& config, std::unique_ptr<Io> io)
    : HttpEngine(config, std::move(io), config.clock ? config.clock : system_clock()) {}

HttpEngine::HttpEngine(const ClientConfig& config, std::unique_ptr<Io> io,
                       const std::shared_ptr<curlew::Clock>& clock)
    : resend_on_stale_connection_(config.limits.resend_on_stale_connection),
      log_(config.log),
      io_(std::move(io)),
      pauses_(*io_, clock),
      side_tasks_(io_->make_side_tasks(clock)),
      pool_(config.limits, io_->is_shared()),
      dialer_(*io_, config.verify_ssl) {}

Task<Lease> HttpEngine::wait_for_lease(const Request& request, std::string_view origin) {
    const RequestOptions& options = request.options();
    const Limit limit = Limit::earliest(options.timeout.pool, options.deadline);
    const std::unique_ptr<Gate> gate = io_->make_gate();
    Gate& decided = *gate;
    InterruptPoint interrupts;
    const InterruptScope interruptible(interrupts, decided);
    const StopScope stoppable(options.stop, interrupts);
    Waiter waiter(pool_, origin, decided);
    const Wake wake = co_await decided.wait(limit.end());
    const Answer answer = waiter.leave();
    if (answer == Answer::closed) throw_interrupted(Phase::pool, Interruption::closed);
    if (wake == Wake::interrupted) throw_interrupted(Phase::pool);
    if (answer == Answer::wait) throw_timeout(Phase::pool, limit);
    co_return waiter.take_lease();
}

Task<void> HttpEngine::connect(Lease& lease, const Request& request) {
    const RequestOptions& options = request.options();
    const Limit limit = Limit::earliest(options.timeout.connect, options.deadline);
    lease.disconnect();
    std::unique_ptr<Stream> stream =
        co_await dialer_.dial(request.url(), limit, lease.interrupts());
    lease.replace(std::make_unique<Connection>(std::move(stream)));
}

Task<Response> HttpEngine::send(Request& request) {
    check_url(request.url());
    const auto started = Clock::now();
    const std::string_view origin = origin_of(request.url());
    Lease lease;
    const Answer answer = pool_.try_acquire(origin, lease);
    if (answer == Answer::closed) throw ClosedError("the client is closed", Phase::pool);
    if (answer == Answer::wait) lease = co_await wait_for_lease(request, origin);

    std::optional<StopScope> stoppable(std::in_place, request.options().stop, lease.interrupts());
    Exchange exchange;
    try {
        const bool may_resend = resend_on_stale_connection_ && request.is_idempotent();
        bool needs_connection = !is_usable(lease.connection(), may_resend, started);
        for (;;) {
            if (needs_connection) co_await connect(lease, request);
            Connection& connection = *lease.connection();
            exchange = co_await exchange_http1(connection, request);
            if (!exchange.stale) break;
            const bool safe = request.is_idempotent() || !exchange.was_sent;
            if (!safe || !resend_on_stale_connection_ || !is_replayable(request))
                throw_stale(request);
            needs_connection = true;  // on a new one, nothing is stale
        }
    } catch (const ClientError& error) {
        // What the interruption did to the connection says less than who asked for it.
        const Interruption why = lease.interrupts().interruption();
        if (why != Interruption::none) throw_interrupted(error.phase(), why);
        throw;
    }
    stoppable.reset();
    const auto ended = Clock::now();
    exchange.response.elapsed = ended - started;
    if (exchange.body) {
        exchange.response.stream = make_body(std::move(lease), exchange, request, log_);
    } else {
        lease.connection()->last_used = ended;
        if (exchange.has_surplus && log_) log_->write(surplus_warning(request));
        const bool stopped = request.options().stop.stop_requested();
        if (exchange.reusable && !stopped) lease.give_back();
    }
    co_return Response(std::move(exchange.response));
}

}  // namespace curlew::engine
