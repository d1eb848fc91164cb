#include "content/retry_after.hpp"
#include "support/conformance.hpp"
#include "support/http_date.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

std::chrono::sys_seconds now_of(const nlohmann::json& data) {
    return std::chrono::sys_seconds(std::chrono::seconds(data["now"].get<long long>()));
}

TEST(DateConformance, ParsesEveryFormOfRfc9110AndNothingElse) {
    const auto data = testing::load_conformance("dates/cases.json");
    ASSERT_GE(data["cases"].size(), 53u);
    for (const auto& item : data["cases"]) {
        const auto input = item["input"].get<std::string>();
        const auto date = parse_http_date(input, now_of(data));
        // Of the lenient cases both answers are right; this parser is strict.
        const bool strict = item["form"] == "lenient" && !date;
        if (item["epoch"].is_null() || strict) {
            EXPECT_FALSE(date.has_value()) << input;
        } else {
            ASSERT_TRUE(date.has_value()) << input;
            EXPECT_EQ(date->time_since_epoch().count(), item["epoch"].get<long long>()) << input;
        }
    }
}

TEST(DateConformance, FormatsWhatItParsed) {
    const auto data = testing::load_conformance("dates/cases.json");
    int formatted = 0;
    for (const auto& item : data["cases"]) {
        const auto input = item["input"].get<std::string>();
        const bool leap_second = input.find(":60 ") != std::string::npos;
        if (item["form"] != "imf-fixdate" || leap_second) continue;
        const std::chrono::seconds epoch(item["epoch"].get<long long>());
        EXPECT_EQ(format_http_date(std::chrono::sys_seconds(epoch)), input);
        ++formatted;
    }
    EXPECT_GE(formatted, 8);
}

TEST(DateConformance, ReadsRetryAfter) {
    const auto data = testing::load_conformance("retry_after/cases.json");
    ASSERT_GE(data["cases"].size(), 31u);
    for (const auto& item : data["cases"]) {
        const auto input = item["input"].get<std::string>();
        const auto delay = parse_retry_after(input, now_of(data));
        ASSERT_EQ(delay.has_value(), item["valid"].get<bool>()) << input;
        if (delay) {
            EXPECT_EQ(delay->count(), item["delay_seconds"].get<long long>()) << input;
        }
    }
}

}  // namespace
}  // namespace curlew
