#include "support/conformance.hpp"
#include "support/percent.hpp"

#include <curlew/link.hpp>

#include <string>

#include <gtest/gtest.h>

namespace curlew {
namespace {

/// `UTF-8'en'%e2%82%ac` in the form of the cases, which have it taken apart.
nlohmann::json taken_apart(const std::string& text) {
    const auto first = text.find('\'');
    const auto second = text.find('\'', first + 1);
    nlohmann::json out{{"charset", text.substr(0, first)},
                       {"language", text.substr(first + 1, second - first - 1)}};
    if (text.starts_with("UTF-8") || text.starts_with("utf-8")) {
        out["value"] = percent::decode(text.substr(second + 1));
    } else {
        out["value"] = text.substr(second + 1);
        out["undecoded"] = true;
    }
    return out;
}

/// In the form of the cases: repeated parameters as a list.
nlohmann::json params_of(const Link& link) {
    nlohmann::json out = nlohmann::json::object();
    for (const auto& [name, value] : link.params) {
        nlohmann::json& place = out[name];
        if (name.ends_with('*')) {
            place = taken_apart(value);
        } else if (place.is_null()) {
            place = value;
        } else if (place.is_array()) {
            place.push_back(value);
        } else {
            place = {place, value};
        }
    }
    return out;
}

TEST(LinkConformance, ParsesEveryCaseAsRfc8288Says) {
    const auto cases = testing::load_conformance("link/cases.json");
    ASSERT_GE(cases.size(), 59u);
    for (const auto& item : cases) {
        SCOPED_TRACE(item["name"].get<std::string>());
        const auto links = parse_links(item["header"].get<std::string>());
        const auto& expected = item["links"];
        ASSERT_EQ(links.size(), expected.size());
        for (std::size_t i = 0; i < links.size(); ++i) {
            EXPECT_EQ(links[i].target, expected[i]["target"].get<std::string>());
            EXPECT_EQ(nlohmann::json(links[i].rels), expected[i]["rels"]);
            EXPECT_EQ(params_of(links[i]), expected[i]["params"]);
            const nlohmann::json title = links[i].title ? nlohmann::json(*links[i].title) : nullptr;
            EXPECT_EQ(title, expected[i]["title"]);
        }
    }
}

}  // namespace
}  // namespace curlew
