#include <curlew/errors.hpp>
#include <curlew/sse.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

/// Type, id and data of each event, as text.
std::vector<std::string> events(SseParser& parser, std::string_view stream) {
    parser.feed(stream);
    std::vector<std::string> found;
    while (const auto event = parser.next())
        found.push_back(event->event + "|" + event->id + "|" + event->data);
    return found;
}

std::vector<std::string> events(std::string_view stream) {
    SseParser parser;
    return events(parser, stream);
}

using Events = std::vector<std::string>;

TEST(Sse, HasTypeDataAndId) {
    EXPECT_EQ(events("event: add\nid: 7\ndata: one\ndata: two\n\ndata: three\n\n"),
              (Events{"add|7|one\ntwo", "message|7|three"}));
}

TEST(Sse, EndsLinesWithAnyOfThreeEnds) {
    EXPECT_EQ(events("data: a\r\n\r\ndata: b\r\rdata: c\n\n"),
              (Events{"message||a", "message||b", "message||c"}));
}

TEST(Sse, DoesNotKeepAnEventBackUntilItKnowsWhatFollowsACr) {
    SseParser parser;
    EXPECT_EQ(events(parser, "data: a\r\n\r"), (Events{"message||a"}));
    EXPECT_EQ(events(parser, "\ndata: b\n\n"), (Events{"message||b"}));
}

TEST(Sse, GivesOnlyWhatWasEnded) {
    SseParser parser;
    EXPECT_EQ(events(parser, "data: a\n"), Events{});
    EXPECT_EQ(events(parser, "\ndata: b"), (Events{"message||a"}));
}

TEST(Sse, IgnoresCommentsAndWhatItDoesNotKnow) {
    EXPECT_EQ(events(": hello\nfoo: bar\njust text\ndata: a\n\n"), (Events{"message||a"}));
}

TEST(Sse, IgnoresAnIdWithNul) {
    EXPECT_EQ(events("id: 1\nid: x\0y\ndata: a\n\n"sv), (Events{"message|1|a"}));
}

TEST(Sse, IsUtf8WhateverComes) {
    EXPECT_EQ(events("data: \xFF!\n\n"), (Events{"message||\xEF\xBF\xBD!"}));
    EXPECT_EQ(events("data: \xE2\x82\n\n"), (Events{"message||\xEF\xBF\xBD"}));
}

TEST(Sse, SaysHowToConnectAnew) {
    SseParser parser;
    EXPECT_EQ(parser.last_event_id(), "");
    EXPECT_EQ(parser.retry(), std::nullopt);
    events(parser, "retry: 2500\nid: 5\ndata: a\n\nid: 6\ndata: lost");
    EXPECT_EQ(parser.last_event_id(), "5") << "the event with 6 was not ended";
    EXPECT_EQ(parser.retry(), 2500ms);
    events(parser, "\nretry: soon\nretry: -1\nretry:\nretry: 99999999999999999999\n");
    EXPECT_EQ(parser.retry(), 2500ms) << "only digits count";
}

TEST(Sse, BeginsAnewOnANewConnection) {
    SseParser parser;
    EXPECT_EQ(events(parser, "id: 5\ndata: a\n\nid: 6\nevent: add\ndata: half an ev"),
              (Events{"message|5|a"}));
    parser.restart();
    EXPECT_EQ(events(parser,
                     "\xEF\xBB\xBF"
                     "data: b\n\n"),
              (Events{"message|5|b"}));
}

TEST(Sse, HasALimit) {
    const std::string line(60, 'x');
    SseParser within(100);
    EXPECT_EQ(events(within, "data: " + line + "\n\ndata: " + line + "\n\n").size(), 2u);
    SseParser many_lines(100);
    many_lines.feed("data: " + line + "\ndata: " + line + "\n");
    EXPECT_THROW((void)many_lines.next(), ResponseTooLargeError);
    SseParser one_line(100);
    one_line.feed("data: " + line);
    EXPECT_EQ(one_line.next(), std::nullopt);
    one_line.feed(line);
    EXPECT_THROW((void)one_line.next(), ResponseTooLargeError);
}

}  // namespace
}  // namespace curlew
