#include "layers/deadline.hpp"

#include <chrono>

namespace curlew::layers {

Task<Response> Deadline::handle(Request& request, Transport& next) {
    RequestOptions& options = request.options();
    // Beyond that the clock would overflow; who asks for a century asks for no limit.
    if (options.timeout.total && *options.timeout.total < std::chrono::years(100)) {
        options.deadline = clock_.now() + *options.timeout.total;
    }
    return next.send(request);
}

}  // namespace curlew::layers
