#include "support/conformance.hpp"

#include <curlew/url.hpp>

#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

TEST(UrlReference, ResolvesAsTheTableOfRfc3986Says) {
    const auto data = testing::load_conformance("url/rfc3986_section_5_4.json");
    const Url base = Url::parse(data["base"].get<std::string>());
    const auto& cases = data["cases"];
    ASSERT_GE(cases.size(), 40u);
    for (const auto& item : cases) {
        if (!item.value("strict", true)) continue;  // what the RFC lets old parsers do instead
        const auto reference = item["reference"].get<std::string>();
        EXPECT_EQ(base.resolve(reference).str(), item["target"].get<std::string>())
            << "reference " << reference;
    }
}

}  // namespace
}  // namespace curlew
