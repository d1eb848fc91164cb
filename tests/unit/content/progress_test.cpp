#include <curlew/progress.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mebibyte = 1024 * 1024;

TransferProgress at(std::uint64_t bytes, std::optional<std::uint64_t> total, Duration elapsed,
                    std::uint64_t resumed_from = 0) {
    TransferProgress progress;
    progress.bytes = bytes;
    progress.total = total;
    progress.elapsed = elapsed;
    progress.resumed_from = resumed_from;
    return progress;
}

TEST(TransferProgress, CountsWhatWasTransferredAndNotWhatWasThere) {
    const TransferProgress progress = at(300, 500, 2s, 100);
    EXPECT_DOUBLE_EQ(progress.rate(), 100);
    EXPECT_DOUBLE_EQ(progress.fraction().value(), 0.6);
    EXPECT_EQ(progress.remaining(), 2s);
    EXPECT_FALSE(progress.is_complete());
}

TEST(TransferProgress, DoesNotGuess) {
    EXPECT_EQ(at(100, std::nullopt, 1s).fraction(), std::nullopt);
    EXPECT_EQ(at(100, std::nullopt, 1s).remaining(), std::nullopt);
    EXPECT_EQ(at(0, 100, 1s).remaining(), std::nullopt);
    EXPECT_EQ(at(1, 100, 0s).remaining(), std::nullopt);
    EXPECT_EQ(at(1, ~0ULL, 1h).remaining(), std::nullopt) << "beyond what a duration can hold";
    EXPECT_DOUBLE_EQ(at(0, 0, 0s).fraction().value(), 1);
    EXPECT_TRUE(at(0, 0, 0s).is_complete());
}

TEST(ProgressLine, FitsTheTerminal) {
    const TransferProgress half = at(61 * mebibyte, 122 * mebibyte, 2s);
    for (std::size_t width = 10; width < 200; ++width) {
        const std::string line = progress_line("image.iso", half, width);
        EXPECT_TRUE(line.size() < width || line.find('[') == std::string::npos) << line;
    }
    EXPECT_EQ(progress_line("image.iso", half, 70),
              "image.iso  [#####------]   50%  61.0 of 122 MiB  30.5 MiB/s  2 s left");
    EXPECT_EQ(progress_line("image.iso", half, 40),
              "image.iso   50%  61.0 of 122 MiB  30.5 MiB/s  2 s left");
    EXPECT_EQ(progress_line("image.iso", half, 0),
              "image.iso  61.0 of 122 MiB  30.5 MiB/s  2 s left");
}

TEST(ProgressLine, SaysWhatIsKnown) {
    EXPECT_EQ(progress_line("", at(512, std::nullopt, 0s), 80), "512 B");
    EXPECT_EQ(progress_line("", at(1023, std::nullopt, 0s), 80), "1.00 KiB");
    EXPECT_EQ(progress_line("", at(10 * mebibyte, 10 * mebibyte, 4s), 0),
              "10.0 of 10.0 MiB  2.50 MiB/s  in 4 s");
    EXPECT_EQ(progress_line("", at(mebibyte, 10'000 * mebibyte, 1s), 0),
              "0.00 of 9.77 GiB  1.00 MiB/s  2 h left");
}

TEST(ProgressBar, WritesOneLineWhereThereIsNoTerminal) {
    std::FILE* file = std::tmpfile();
    ASSERT_NE(file, nullptr);
    const ProgressBar bar("x", file);
    bar(at(1, 2, 1s));
    bar(at(2, 2, 1s));
    bar(at(2, 2, 1s));
    std::rewind(file);
    char text[200] = {};
    const std::size_t size = std::fread(text, 1, sizeof text - 1, file);
    std::fclose(file);
    EXPECT_EQ(std::string(text, size), "x  2 of 2 B  2 B/s  in 1 s\n");
}

}  // namespace
}  // namespace curlew
