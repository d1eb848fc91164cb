#pragma once

#include <optional>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>

namespace curlew::engine {

/// Lets operations of Asio's be under way without keeping the event loop running, as a watch on an
/// idle connection must not.
///
/// The count of outstanding work of an io_context is lowered once an operation is started, and
/// raised again as soon as its handler is called: when the handler returns, the context lowers it
/// for itself. For that, the handler has to be called by the context directly, and goes on in a
/// strand, if there is one, only then. On executors other than those of an io_context, operations
/// count as any do.
class Background {
public:
    explicit Background(boost::asio::any_io_executor executor);

    /// Where operations are to be started.
    [[nodiscard]] const boost::asio::any_io_executor& starting_point() const noexcept {
        return inner_;
    }

    /// An operation was started.
    void started() const {
        if (context_) context_->on_work_finished();
    }

    /// To be called by its handler: calls function on the executor that this was made for.
    template <class Function>
    void finish(Function&& function) const {
        if (context_) context_->on_work_started();
        if (is_direct_) {
            std::forward<Function>(function)();
        } else {
            boost::asio::dispatch(executor_, std::forward<Function>(function));
        }
    }

private:
    boost::asio::any_io_executor executor_;
    boost::asio::any_io_executor inner_;
    std::optional<boost::asio::io_context::executor_type> context_;
    bool is_direct_;
};

}  // namespace curlew::engine
