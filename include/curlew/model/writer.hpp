#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace curlew::detail {

/// Puts JSON together. A refused value throws ConfigurationError with its path, which is worked out
/// from what was written before it.
class Writer {
public:
    /// Punctuation and whatever is known to be JSON.
    void raw(std::string_view json) { out_.append(json); }
    void raw(char c) { out_.push_back(c); }

    /// Ends what every item followed by a comma was written into.
    void close(char bracket) {
        if (out_.back() == ',') {
            out_.back() = bracket;
        } else {
            out_.push_back(bracket);
        }
    }

    void boolean(bool value) { raw(value ? std::string_view("true") : std::string_view("false")); }
    void null() { raw(std::string_view("null")); }
    void integer(std::int64_t value);
    void integer(std::uint64_t value);
    void real(double value);
    void real(float value);
    void string(std::string_view text);

    /// @throws ConfigurationError: the value about to be written cannot be
    [[noreturn]] void refuse(std::string_view reason) const;

    /// Counts how deeply values are nested, so that an endless one is an error and not a crash.
    class Level {
    public:
        explicit Level(Writer& writer) : writer_(writer) {
            if (++writer_.depth_ > max_depth)
                writer_.refuse("it is nested deeper than 1024 levels");
        }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        ~Level() { --writer_.depth_; }

    private:
        Writer& writer_;
    };

    [[nodiscard]] std::string take() && { return std::move(out_); }

private:
    static constexpr std::size_t max_depth = 1024;

    std::string out_;
    std::size_t depth_ = 0;
};

}  // namespace curlew::detail
