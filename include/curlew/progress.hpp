#pragma once

#include <curlew/timeout.hpp>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace curlew {

/// How far the transfer of a body has come.
struct TransferProgress {
    std::uint64_t bytes = 0;             ///< so far
    std::optional<std::uint64_t> total;  ///< in all, if known
    Duration elapsed = {};               ///< since the transfer began
    /// Bytes that were there before, when a download was resumed; part of `bytes`.
    std::uint64_t resumed_from = 0;

    /// Bytes per second, on average; 0 as long as no time has passed.
    [[nodiscard]] double rate() const noexcept;

    /// From 0 to 1, if the total is known.
    [[nodiscard]] std::optional<double> fraction() const noexcept;

    /// How long the rest takes at this rate, if the total is known.
    [[nodiscard]] std::optional<Duration> remaining() const noexcept;

    [[nodiscard]] bool is_complete() const noexcept { return total && bytes >= *total; }
};

/// Called for each piece of a body, where the request is carried out; briefly, since the transfer
/// waits for it. What it throws ends the transfer.
using ProgressCallback = std::function<void(const TransferProgress&)>;

/// Shows the progress of a transfer in one line of a terminal. Copies draw the same line.
///
/// @code
/// client.get("/image.iso").on_download(curlew::ProgressBar("image.iso")).download("image.iso");
///
/// image.iso  [##########----------]   50%  61.0 of 122 MiB  48.1 MiB/s  2 s left
/// @endcode
class ProgressBar {
public:
    /// @param label goes first
    /// @param out where to; if that is no terminal, one line is written at the end, without bar
    explicit ProgressBar(std::string label = {}, std::FILE* out = stderr);

    void operator()(const TransferProgress& progress) const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

/// The line that a ProgressBar draws.
/// @param width of the terminal in characters; 0 for a line without a bar
[[nodiscard]] std::string progress_line(const std::string& label, const TransferProgress& progress,
                                        std::size_t width);

}  // namespace curlew
