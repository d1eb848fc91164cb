#include <curlew/log.hpp>

#include <cstdio>

namespace curlew {

std::string_view to_string(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "unknown";
}

void StderrLog::write(const LogRecord& record) noexcept {
    if (record.level < least_) return;
    const std::string_view level = to_string(record.level);
    std::fprintf(stderr, "curlew: %.*s: %s\n", static_cast<int>(level.size()), level.data(),
                 record.message.c_str());
}

}  // namespace curlew
