#pragma once

#include "client/client_core.hpp"

#include <curlew/download.hpp>
#include <curlew/request.hpp>
#include <curlew/transport.hpp>

#include <string>

namespace curlew::detail {

/// Sends a request and writes the body of its response to a file. The core outlives the task.
Task<DownloadedFile> download(ClientCore& core, Request request, std::string path, bool resume);

}  // namespace curlew::detail
