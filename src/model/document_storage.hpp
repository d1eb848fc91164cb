#pragma once

#include "model/tape_builder.hpp"

#include <curlew/model/document.hpp>

#include <optional>

#include <simdjson.h>

namespace curlew::detail {

/// What a document lives in: one of these holds its tape.
struct Document::Storage {
    simdjson::dom::parser parser;
    std::optional<TapeBuilder> builder;
};

[[noreturn]] void throw_too_deep();

}  // namespace curlew::detail
