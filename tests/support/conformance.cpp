#include "support/conformance.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string_view>

#include <gtest/gtest.h>

namespace curlew::testing {
namespace {

class ConformanceCases : public ::testing::Environment {
public:
    void SetUp() override {
        if (std::filesystem::is_directory(conformance_dir())) return;
        const std::string message = "CONFORMANCE CASES ARE MISSING: there is no folder " +
                                    conformance_dir() +
                                    "; set CURLEW_CONFORMANCE_DIR to the one that has them";
        const char* optional = std::getenv("CURLEW_CONFORMANCE_OPTIONAL");
        if (optional == nullptr || std::string_view(optional) != "1") FAIL() << message;
        std::cerr << "WARNING: " << message << ". NONE OF THESE TESTS WERE RUN.\n";
        GTEST_SKIP() << message;
    }
};

// GoogleTest takes ownership.
const ::testing::Environment* const registered =
    ::testing::AddGlobalTestEnvironment(new ConformanceCases);

}  // namespace

std::string conformance_dir() {
    const char* named = std::getenv("CURLEW_CONFORMANCE_DIR");
    return named != nullptr ? named : CURLEW_DEFAULT_CONFORMANCE_DIR;
}

nlohmann::json load_conformance(const std::string& file) {
    const std::string path = conformance_dir() + "/" + file;
    std::ifstream stream(path);
    if (!stream)
        throw std::runtime_error("CONFORMANCE CASES ARE MISSING: there is no file " + path);
    return nlohmann::json::parse(stream);
}

}  // namespace curlew::testing
