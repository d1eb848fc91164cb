#include <curlew/request.hpp>

#include <algorithm>
#include <array>

namespace curlew {

bool Request::is_idempotent() const noexcept {
    constexpr std::array<std::string_view, 6> idempotent{"GET",    "HEAD",    "PUT",
                                                         "DELETE", "OPTIONS", "TRACE"};
    return std::ranges::find(idempotent, method_) != idempotent.end();
}

}  // namespace curlew
