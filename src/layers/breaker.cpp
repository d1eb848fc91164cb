#include "layers/breaker.hpp"

#include "layers/is_error.hpp"

#include <curlew/errors.hpp>

#include <string>
#include <utility>

namespace curlew::layers {
namespace {

Health health_of(const Response& response, const CircuitBreakerConfig& config) {
    const bool is_ill =
        config.is_failure ? config.is_failure(&response, nullptr) : response.is_server_error();
    return is_ill ? Health::ill : Health::well;
}

Health health_of(const ClientError& error, const CircuitBreakerConfig& config) {
    // These say nothing about the server.
    if (error.phase() == Phase::prepare || error.phase() == Phase::pool ||
        is<CancelledError>(error) || is<ClosedError>(error)) {
        return Health::unknown;
    }
    const bool is_ill = config.is_failure ? config.is_failure(nullptr, &error)
                                          : is<ConnectionError>(error) || is<TimeoutError>(error) ||
                                                is<ProtocolError>(error);
    return is_ill ? Health::ill : Health::well;
}

/// Leave to send a request, which has to be given back however it ends.
class Passage {
public:
    Passage(Circuits& circuits, const Clock& clock, std::string key)
        : circuits_(circuits),
          clock_(clock),
          key_(std::move(key)),
          is_probe_(circuits.enter(key_, clock.now())) {}
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;
    ~Passage() {
        if (!is_over_) circuits_.leave(key_, is_probe_, Health::unknown, clock_.now());
    }

    void leave(Health health) {
        is_over_ = true;
        circuits_.leave(key_, is_probe_, health, clock_.now());
    }

private:
    Circuits& circuits_;
    const Clock& clock_;
    const std::string key_;
    const bool is_probe_;
    bool is_over_ = false;
};

}  // namespace

Task<Response> Breaker::handle(Request& request, Transport& next) {
    const CircuitBreakerConfig& config = circuits_->config();
    Passage passage(*circuits_, clock_, config.key ? config.key(request) : request.url().origin());
    try {
        Response response = co_await next.send(request);
        passage.leave(health_of(response, config));
        co_return response;
    } catch (const ClientError& error) {
        passage.leave(health_of(error, config));
        throw;
    }
}

}  // namespace curlew::layers
