#pragma once

#include <string>
#include <string_view>

namespace curlew {

/// How much a log record matters.
enum class LogLevel { debug, info, warning, error };

/// `debug`, `info`, `warning` or `error`.
[[nodiscard]] std::string_view to_string(LogLevel level) noexcept;

/// Something that whoever runs a program may want to know, and that is no error.
struct LogRecord {
    LogLevel level = LogLevel::info;
    std::string message;  ///< one line, without secrets
};

/// Where a client's log records go. Called from whichever thread has something to say, also several
/// at a time; briefly, since a request waits for it.
class LogSink {
public:
    LogSink() = default;
    LogSink(const LogSink&) = delete;
    LogSink& operator=(const LogSink&) = delete;
    virtual ~LogSink() = default;

    virtual void write(const LogRecord& record) noexcept = 0;
};

/// Writes records to stderr, one line each: `curlew: warning: ...`.
class StderrLog final : public LogSink {
public:
    /// @param least what matters less is left out
    explicit StderrLog(LogLevel least = LogLevel::warning) noexcept : least_(least) {}

    void write(const LogRecord& record) noexcept override;

private:
    const LogLevel least_;
};

}  // namespace curlew
