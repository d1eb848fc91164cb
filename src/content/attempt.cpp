#include <curlew/attempt.hpp>

namespace curlew {

std::string_view to_string(RetryStop reason) noexcept {
    switch (reason) {
        case RetryStop::not_needed:
            return "not needed";
        case RetryStop::not_transient:
            return "not transient";
        case RetryStop::not_idempotent:
            return "not idempotent";
        case RetryStop::not_replayable:
            return "body not replayable";
        case RetryStop::attempts_used_up:
            return "attempts used up";
        case RetryStop::time_used_up:
            return "time used up";
        case RetryStop::budget_used_up:
            return "budget used up";
        case RetryStop::told_to_wait_long:
            return "told to wait too long";
        case RetryStop::told_not_to:
            return "told not to";
    }
    return "unknown";
}

}  // namespace curlew
