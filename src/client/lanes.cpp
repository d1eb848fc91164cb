#include "client/lanes.hpp"

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace curlew::detail {

namespace asio = boost::asio;

struct Lanes::Lane {
    // Only one thread at a time has a lane: its queue needs no lock.
    asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
};

Lanes::Lanes() = default;
Lanes::~Lanes() = default;

Response Lanes::run(Task<Response> task) {
    std::unique_ptr<Lane> lane = take();
    std::exception_ptr error;
    std::optional<Response> response;
    asio::co_spawn(lane->context, std::move(task), [&](std::exception_ptr thrown, Response result) {
        error = std::move(thrown);
        if (!error) response = std::move(result);
    });
    lane->context.restart();
    lane->context.run();
    put_back(std::move(lane));
    if (error) std::rethrow_exception(error);
    return *std::move(response);
}

std::unique_ptr<Lanes::Lane> Lanes::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!free_.empty()) {
            auto lane = std::move(free_.back());
            free_.pop_back();
            return lane;
        }
    }
    return std::make_unique<Lane>();
}

void Lanes::put_back(std::unique_ptr<Lane> lane) noexcept {
    try {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(lane));
    } catch (const std::bad_alloc&) {
        // One lane less to reuse: the next call makes another.
    }
}

}  // namespace curlew::detail
