#pragma once

#include <nlohmann/json_fwd.hpp>

namespace curlew {

/// A JSON value of any shape. Include <curlew/json.hpp> to use it.
using Json = nlohmann::json;

}  // namespace curlew
