#pragma once

#include <curlew/response.hpp>

#include <cstdint>
#include <string>

namespace curlew {

/// What became of a download.
struct DownloadedFile {
    std::string path;
    std::uint64_t size = 0;          ///< of the file, in bytes
    std::uint64_t resumed_from = 0;  ///< of them, those that were there before
    Response response = {};          ///< without its body, which is in the file
};

}  // namespace curlew
