#pragma once

/// The version of curlew, by Semantic Versioning 2.0. CMake reads it from here.
#define CURLEW_VERSION "0.1.0"
