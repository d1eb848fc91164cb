#include <curlew/progress.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

namespace curlew {
namespace {

constexpr auto redraw_interval = std::chrono::milliseconds(100);
constexpr std::size_t usual_width = 80;
constexpr std::size_t least_bar = 10;
constexpr std::size_t most_bar = 40;

/// Three digits, as many decimals as they leave room for.
std::string three_digits(double value) {
    std::array<char, 32> text{};
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

/// How often bytes are divided by 1024 for a number of three digits, and what that is called.
std::pair<double, const char*> unit_for(double bytes) {
    constexpr std::array<const char*, 6> names{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    std::size_t index = 0;
    double divisor = 1;
    while (bytes / divisor >= 1000 && index + 1 < names.size()) {
        divisor *= 1024;
        ++index;
    }
    return {divisor, names[index]};
}

std::string in_unit(double bytes, std::pair<double, const char*> unit) {
    return unit.first == 1 ? std::to_string(std::llround(bytes)) : three_digits(bytes / unit.first);
}

std::string readable(double bytes) {
    const auto unit = unit_for(bytes);
    return in_unit(bytes, unit) + " " + unit.second;
}

std::string readable(Duration time) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
    if (seconds < 100) return std::to_string(seconds) + " s";
    if (seconds < 100 * 60) return std::to_string(seconds / 60) + " min";
    return std::to_string(seconds / 3600) + " h";
}

std::string numbers(const TransferProgress& progress) {
    const auto bytes = static_cast<double>(progress.bytes);
    std::string out;
    if (progress.total) {
        const auto total = static_cast<double>(*progress.total);
        out = in_unit(bytes, unit_for(total)) + " of " + readable(total);
    } else {
        out = readable(bytes);
    }
    if (progress.rate() > 0) out += "  " + readable(progress.rate()) + "/s";
    if (progress.is_complete()) {
        out += "  in " + readable(progress.elapsed);
    } else if (const auto left = progress.remaining()) {
        out += "  " + readable(*left) + " left";
    }
    return out;
}

std::size_t terminal_width(int fd) {
    winsize size{};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual_width;
}

}  // namespace

double TransferProgress::rate() const noexcept {
    const double seconds = std::chrono::duration<double>(elapsed).count();
    return seconds > 0 ? static_cast<double>(bytes - resumed_from) / seconds : 0;
}

std::optional<double> TransferProgress::fraction() const noexcept {
    if (!total) return std::nullopt;
    return *total == 0 ? 1 : static_cast<double>(bytes) / static_cast<double>(*total);
}

std::optional<Duration> TransferProgress::remaining() const noexcept {
    if (!total || bytes > *total || rate() <= 0) return std::nullopt;
    const double seconds = static_cast<double>(*total - bytes) / rate();
    if (seconds > std::chrono::duration<double>(std::chrono::years(100)).count())
        return std::nullopt;
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

std::string progress_line(const std::string& label, const TransferProgress& progress,
                          std::size_t width) {
    std::string line = label.empty() ? "" : label + "  ";
    const std::string figures = numbers(progress);
    const std::optional<double> fraction = progress.fraction();
    if (!fraction || width == 0) return line + figures;
    std::array<char, 16> percent{};
    const double shown = std::clamp(*fraction, 0.0, 1.0);
    std::snprintf(percent.data(), percent.size(), "%3d%%  ", static_cast<int>(shown * 100));
    // Brackets and two spaces; the last column stays free, or the cursor would go on to a new line.
    const std::size_t taken = line.size() + 4 + 6 + figures.size() + 1;
    if (width >= taken + least_bar) {
        const std::size_t room = std::min(width - taken, most_bar);
        const auto done = static_cast<std::size_t>(shown * static_cast<double>(room));
        line.append("[").append(done, '#').append(room - done, '-').append("]  ");
    }
    return line + percent.data() + figures;
}

struct ProgressBar::State {
    std::string label;
    std::FILE* out;
    bool is_terminal;
    std::chrono::steady_clock::time_point drawn = {};
    bool is_finished = false;
};

ProgressBar::ProgressBar(std::string label, std::FILE* out)
    : state_(std::make_shared<State>(State{
          .label = std::move(label), .out = out, .is_terminal = ::isatty(::fileno(out)) == 1})) {}

void ProgressBar::operator()(const TransferProgress& progress) const {
    State& state = *state_;
    if (state.is_finished) return;
    const auto now = std::chrono::steady_clock::now();
    state.is_finished = progress.is_complete();
    if (!state.is_finished && (!state.is_terminal || now - state.drawn < redraw_interval)) return;
    state.drawn = now;
    const std::size_t width = state.is_terminal ? terminal_width(::fileno(state.out)) : 0;
    std::string line = progress_line(state.label, progress, width);
    if (state.is_terminal) line = "\r" + line + "\x1B[K";
    if (state.is_finished) line += '\n';
    std::fwrite(line.data(), 1, line.size(), state.out);
    std::fflush(state.out);
}

}  // namespace curlew
