#include "content/content_range.hpp"

#include <gtest/gtest.h>

namespace curlew {
namespace {

TEST(ContentRange, IsParsed) {
    EXPECT_EQ(parse_content_range("bytes 0-499/1234"), (ContentRange{0, 499, 1234}));
    EXPECT_EQ(parse_content_range("Bytes 5-5/*"), (ContentRange{5, 5, std::nullopt}));
    EXPECT_EQ(parse_content_range("bytes */1234"),
              (ContentRange{std::nullopt, std::nullopt, 1234}));
}

TEST(ContentRange, IsNothingWhenItMakesNoSense) {
    for (const char* value :
         {"", "bytes", "bytes 0-499", "bytes 5-4/10", "bytes 0-10/10", "bytes */*", "items 0-1/2",
          "bytes 0-1/2x", "bytes -1/2", "bytes 0-/2", "bytes 99999999999999999999-1/2",
          "bytes  0-1/2", "bytes=0-1/2"}) {
        EXPECT_EQ(parse_content_range(value), std::nullopt) << value;
    }
}

}  // namespace
}  // namespace curlew
