#include "support/conformance.hpp"

#include <curlew/sse.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

/// What a stream means, in the form of the cases.
nlohmann::json parsed(const std::vector<std::string>& pieces) {
    SseParser parser;
    nlohmann::json events = nlohmann::json::array();
    for (const std::string& piece : pieces) {
        parser.feed(piece);
        while (const auto event = parser.next())
            events.push_back({{"type", event->event}, {"data", event->data}, {"id", event->id}});
    }
    const auto retry = parser.retry();
    return {{"events", events},
            {"retry", retry ? nlohmann::json(retry->count()) : nullptr},
            {"last_event_id", parser.last_event_id()}};
}

std::string decoded(const std::string& base64) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : base64) {
        if (c == '=') break;
        bits = bits << 6 | static_cast<unsigned>(digits.find(c));
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count & 0xFF);
    }
    return out;
}

TEST(SseConformance, ParsesEveryStreamAsTheStandardSays) {
    const auto cases = testing::load_conformance("sse/cases.json");
    ASSERT_GE(cases.size(), 63u);
    for (const auto& item : cases) {
        SCOPED_TRACE(item["name"].get<std::string>());
        const nlohmann::json expected{{"events", item["events"]},
                                      {"retry", item["retry"]},
                                      {"last_event_id", item["last_event_id"]}};
        std::vector<std::string> pieces;
        std::vector<std::string> bytes;
        for (const auto& chunk : item["chunks_base64"]) {
            pieces.push_back(decoded(chunk.get<std::string>()));
            for (const char byte : pieces.back())
                bytes.emplace_back(1, byte);
        }
        EXPECT_EQ(parsed(pieces), expected);
        EXPECT_EQ(parsed(bytes), expected) << "byte by byte";
    }
}

}  // namespace
}  // namespace curlew
