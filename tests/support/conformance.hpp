#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace curlew::testing {

/// The folder of cases that others wrote: CURLEW_CONFORMANCE_DIR, or the one beside this project.
///
/// A test program that has conformance.cpp fails before its first test when the folder is missing.
/// With CURLEW_CONFORMANCE_OPTIONAL=1 in the environment it skips all its tests instead, and says
/// so.
[[nodiscard]] std::string conformance_dir();

/// One file of it.
/// @throws std::runtime_error, which fails the running test, when the file is not there
[[nodiscard]] nlohmann::json load_conformance(const std::string& file);

}  // namespace curlew::testing
