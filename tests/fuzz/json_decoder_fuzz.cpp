#include <curlew/errors.hpp>
#include <curlew/json.hpp>
#include <curlew/model.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

void require(bool holds) {
    if (!holds) __builtin_trap();
}

enum class Color { red, green, blue };

/// One of everything.
struct Model {
    std::optional<bool> b;
    std::optional<std::int8_t> i;
    std::optional<std::uint64_t> u;
    std::optional<double> d;
    std::optional<std::string> s;
    std::optional<Color> e;
    std::optional<std::vector<Model>> v;
    std::optional<std::map<int, std::string>> m;
    std::optional<std::array<float, 2>> a;
    std::optional<std::variant<int, std::string, std::vector<int>>> x;
    std::optional<std::chrono::sys_time<std::chrono::nanoseconds>> t;
    std::optional<std::chrono::milliseconds> p;
    std::optional<std::chrono::year_month_day> y;
    std::unique_ptr<Model> n;
    std::optional<curlew::Json> j;
};

/// Whatever is decoded can be written, and comes back as the same.
void check_model(std::string_view text, curlew::Validation validation) {
    try {
        const std::string written = curlew::to_json(curlew::from_json<Model>(text, validation));
        require(curlew::to_json(curlew::from_json<Model>(written)) == written);
    } catch (const curlew::ValidationError& error) {
        require(!error.errors().empty() && error.errors().size() <= 1000);
    } catch (const curlew::ConfigurationError&) {
        // Durations may be rounded to times that have no four-digit year.
    }
}

/// The document is JSON for us if, and only if, it is for another parser.
void check_json(std::string_view text) {
    try {
        const curlew::Json value = curlew::parse_json(text);
        require(curlew::parse_json(curlew::to_json(value)) == value);
        require(curlew::Json::accept(text));
    } catch (const curlew::JsonError& error) {
        require(error.offset() <= text.size() && error.line() > 0 && error.column() > 0);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_json(text);
    for (const auto mode : {curlew::Validation::lax, curlew::Validation::strict}) {
        try {
            check_model(text, mode);
        } catch (const curlew::JsonError&) {
            // As check_json() has found out already.
        }
    }
    return 0;
}
