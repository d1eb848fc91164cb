#include "layers/rate_limit.hpp"

#include <curlew/errors.hpp>

namespace curlew::layers {
namespace {

/// Permits that are free again unless they are used.
class Held {
public:
    Held(Permits& permits, const Request& request, Clock::time_point now)
        : permits_(permits), ticket_(permits.take(request, now)) {}
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() {
        if (is_used_) {
            permits_.use(ticket_);
        } else {
            permits_.give_back(ticket_);
        }
    }

    [[nodiscard]] const Permits::Ticket& ticket() const noexcept { return ticket_; }
    void use() noexcept { is_used_ = true; }

private:
    Permits& permits_;
    const Permits::Ticket ticket_;
    bool is_used_ = false;
};

}  // namespace

Task<void> RateLimiting::wait_for_permits(const Request& request) {
    const Clock& clock = sleeper_.clock();
    Held held(*permits_, request, clock.now());
    for (;;) {
        const Clock::time_point now = clock.now();
        const Clock::time_point time = permits_->when(held.ticket(), now);
        if (time <= now) break;
        // Meanwhile the server may say something new.
        co_await sleeper_.sleep_until(time, request.options(), Phase::rate_limit);
    }
    held.use();
}

Task<Response> RateLimiting::handle(Request& request, Transport& next) {
    co_await wait_for_permits(request);
    Response response = co_await next.send(request);
    permits_->learn(request.url().origin(), response, sleeper_.clock());
    co_return response;
}

}  // namespace curlew::layers
