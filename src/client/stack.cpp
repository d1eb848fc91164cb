#include "client/stack.hpp"

#include "layers/deadline.hpp"
#include "layers/decode.hpp"
#include "layers/progress.hpp"

#include <ranges>
#include <utility>

namespace curlew::detail {

Stack::Stack(std::vector<std::unique_ptr<Middleware>> layers, Transport& bottom) : top_(&bottom) {
    for (auto& layer : std::views::reverse(layers)) {
        links_.push_back(std::make_unique<Link>(std::move(layer), *top_));
        top_ = links_.back().get();
    }
}

std::vector<std::unique_ptr<Middleware>> standard_layers() {
    std::vector<std::unique_ptr<Middleware>> layers;
    layers.push_back(std::make_unique<curlew::layers::Deadline>());
    layers.push_back(std::make_unique<curlew::layers::Decode>());
    layers.push_back(std::make_unique<curlew::layers::Progress>());
    return layers;
}

}  // namespace curlew::detail
