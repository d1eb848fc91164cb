#pragma once

#include "engine/side_tasks.hpp"

#include <curlew/config.hpp>
#include <curlew/middleware.hpp>
#include <curlew/sleeper.hpp>

#include <memory>
#include <vector>

namespace curlew::detail {

/// The layers of a client and the transport below them, as one transport. The order is fixed when
/// it is made; a layer that is switched off is not in it, and costs nothing.
class Stack final : public Transport {
public:
    /// @param layers the outermost first
    Stack(std::vector<std::unique_ptr<Middleware>> layers, Transport& bottom);

    Task<Response> send(Request& request) override { return top_->send(request); }

private:
    /// A layer with what is below it.
    class Link final : public Transport {
    public:
        Link(std::unique_ptr<Middleware> layer, Transport& below)
            : layer_(std::move(layer)), below_(below) {}
        Task<Response> send(Request& request) override { return layer_->handle(request, below_); }

    private:
        std::unique_ptr<Middleware> layer_;
        Transport& below_;
    };

    std::vector<std::unique_ptr<Link>> links_;
    Transport* top_;
};

/// The layers of a client, the outermost first.
/// @param sleeper, side_tasks outlive them
[[nodiscard]] std::vector<std::unique_ptr<Middleware>> make_layers(const ClientConfig& config,
                                                                   Sleeper& sleeper,
                                                                   engine::SideTasks& side_tasks);

}  // namespace curlew::detail
