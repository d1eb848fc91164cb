#include "client/stack.hpp"

#include "layers/breaker.hpp"
#include "layers/deadline.hpp"
#include "layers/decode.hpp"
#include "layers/hedge.hpp"
#include "layers/progress.hpp"
#include "layers/rate_limit.hpp"
#include "layers/redirect.hpp"
#include "layers/retry.hpp"

#include <ranges>
#include <utility>

namespace curlew::detail {

Stack::Stack(std::vector<std::unique_ptr<Middleware>> layers, Transport& bottom) : top_(&bottom) {
    for (auto& layer : std::views::reverse(layers)) {
        links_.push_back(std::make_unique<Link>(std::move(layer), *top_));
        top_ = links_.back().get();
    }
}

std::vector<std::unique_ptr<Middleware>> make_layers(const ClientConfig& config, Sleeper& sleeper,
                                                     engine::SideTasks& side_tasks) {
    std::vector<std::unique_ptr<Middleware>> layers;
    layers.push_back(std::make_unique<curlew::layers::Deadline>(sleeper.clock()));
    layers.push_back(std::make_unique<curlew::layers::Retry>(config.retry, sleeper, config.log));
    layers.push_back(std::make_unique<curlew::layers::Hedge>(config.hedge, side_tasks,
                                                             sleeper.clock(), config.log));
    if (config.circuit_breaker) {
        layers.push_back(std::make_unique<curlew::layers::Breaker>(
            config.circuit_breaker->circuits(), sleeper.clock()));
    }
    if (config.rate_limiter) {
        layers.push_back(std::make_unique<curlew::layers::RateLimiting>(
            config.rate_limiter->permits(), sleeper));
    }
    layers.push_back(std::make_unique<curlew::layers::Redirect>(config.redirects));
    layers.push_back(std::make_unique<curlew::layers::Decode>());
    layers.push_back(std::make_unique<curlew::layers::Progress>());
    return layers;
}

}  // namespace curlew::detail
