#include <curlew/run.hpp>

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace curlew::detail {

void run_to_end(Task<void> task) {
    boost::asio::io_context context(1);
    std::exception_ptr error;
    boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) {
        error = std::move(thrown);
        context.stop();
    });
    context.run();
    if (error) std::rethrow_exception(error);
}

}  // namespace curlew::detail
