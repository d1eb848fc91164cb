#include "engine/read_buffer.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace curlew::engine {
namespace {

void fill(ReadBuffer& buffer, std::string_view text, std::size_t room = 64) {
    const std::span<char> into = buffer.prepare(room);
    ASSERT_GE(into.size(), room);
    std::ranges::copy(text, into.begin());
    buffer.commit(text.size());
}

TEST(ReadBuffer, HandsOutWhatWasReadAndNotYetConsumed) {
    ReadBuffer buffer;
    EXPECT_TRUE(buffer.empty());
    fill(buffer, "abcdef");
    buffer.consume(2);
    EXPECT_EQ(buffer.view(), "cdef");
    fill(buffer, "gh");
    EXPECT_EQ(buffer.view(), "cdefgh");
    buffer.consume(6);
    EXPECT_TRUE(buffer.empty());
}

TEST(ReadBuffer, KeepsWhatIsLeftWhenOthersUseTheThreadsMemory) {
    ReadBuffer one;
    ReadBuffer other;
    fill(one, "one: partly read");
    one.consume(5);
    one.keep();
    fill(other, "other: something longer than that");
    other.keep();
    EXPECT_EQ(one.view(), "partly read");
    EXPECT_EQ(other.view(), "other: something longer than that");
    fill(one, " and more");
    EXPECT_EQ(one.view(), "partly read and more");
}

TEST(ReadBuffer, GrowsByteByByte) {
    ReadBuffer buffer;
    std::string expected;
    for (int i = 0; i < 20'000; ++i) {
        const std::string byte(1, static_cast<char>('a' + i % 26));
        fill(buffer, byte);
        buffer.keep();
        expected += byte;
        if (i % 3 == 0) {
            buffer.consume(1);
            expected.erase(0, 1);
        }
    }
    EXPECT_EQ(buffer.view(), expected);
}

}  // namespace
}  // namespace curlew::engine
