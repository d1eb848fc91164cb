#include "support/duration_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace curlew {

std::string duration_text(std::chrono::nanoseconds time) {
    using std::chrono::milliseconds;
    std::array<char, 32> text{};
    char* const end = text.data() + text.size();
    const double exact = std::chrono::duration<double>(time).count();
    const bool is_long = time >= milliseconds(1) || time <= -milliseconds(1);
    const double rounded = std::round(exact * 1000) / 1000;
    const auto written =
        is_long ? std::to_chars(text.data(), end, rounded, std::chars_format::fixed)
                : std::to_chars(text.data(), end, exact, std::chars_format::general, 3);
    return std::string(text.data(), written.ptr) + " s";
}

}  // namespace curlew
