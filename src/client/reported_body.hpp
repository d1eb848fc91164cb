#pragma once

#include <curlew/progress.hpp>
#include <curlew/response.hpp>

#include <memory>

namespace curlew::detail {

/// Makes the body of a response tell how far it is read.
void report_progress(Response& response, std::shared_ptr<const ProgressCallback> observer,
                     bool is_decoded);

}  // namespace curlew::detail
