#include "engine/background.hpp"

#include <boost/asio/strand.hpp>

namespace curlew::engine {
namespace {

namespace asio = boost::asio;
using ContextExecutor = asio::io_context::executor_type;

/// What is below a strand; anything else as it is.
asio::any_io_executor below_strand(const asio::any_io_executor& executor) {
    if (const auto* strand = executor.target<asio::strand<ContextExecutor>>()) {
        return strand->get_inner_executor();
    }
    if (const auto* strand = executor.target<asio::strand<asio::any_io_executor>>()) {
        return strand->get_inner_executor();
    }
    return executor;
}

}  // namespace

Background::Background(asio::any_io_executor executor)
    : executor_(std::move(executor)), inner_(below_strand(executor_)) {
    if (const auto* context = inner_.target<ContextExecutor>()) {
        context_ = *context;
    } else {
        inner_ = executor_;
    }
    is_direct_ = inner_ == executor_;
}

}  // namespace curlew::engine
