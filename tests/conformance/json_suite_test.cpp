#include "support/conformance.hpp"

#include <curlew/errors.hpp>
#include <curlew/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

bool accepts(const std::string& text) {
    try {
        (void)parse_json(text);
        return true;
    } catch (const JsonError&) {
        return false;
    }
}

// A file's name begins with what parsers have to do: y_ accept, n_ refuse, i_ as they like.
TEST(JsonSuite, IsAnsweredAsRfc8259Says) {
    const std::filesystem::path folder = testing::conformance_dir() + "/json/test_parsing";
    ASSERT_TRUE(std::filesystem::is_directory(folder))
        << "CONFORMANCE CASES ARE MISSING: no folder " << folder
        << "; set CURLEW_CONFORMANCE_DIR to the folder that has them";
    int cases = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        SCOPED_TRACE(entry.path().filename());
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string text(std::istreambuf_iterator<char>(stream), {});
        const bool accepted = accepts(text);
        switch (entry.path().filename().string()[0]) {
            case 'y':
                EXPECT_TRUE(accepted);
                break;
            case 'n':
                EXPECT_FALSE(accepted);
                break;
            default:
                break;  // it came back, which is all that is asked
        }
        ++cases;
    }
    EXPECT_GE(cases, 300);
}

}  // namespace
}  // namespace curlew
