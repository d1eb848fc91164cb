#include "unit/model/outcome.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace curlew {
namespace {

/// Not an aggregate: its constructor sees to it that it is even.
class Even {
public:
    Even() = default;
    explicit Even(int value) : value_(value) {
        if (value % 2 != 0) throw std::invalid_argument("an even number");
    }
    [[nodiscard]] int value() const { return value_; }

private:
    int value_ = 0;
};

class Colour {
public:
    Colour() = default;
    explicit Colour(std::string hex) : hex_(std::move(hex)) {}
    [[nodiscard]] const std::string& hex() const { return hex_; }

private:
    std::string hex_;
};

/// Decodes within a decoder.
struct Quoted {
    int value = 0;
};

}  // namespace

template <>
struct Converter<Even> {
    using Surrogate = int;
    static Even decode(int value) { return Even(value); }
    static int encode(const Even& value) { return value.value(); }
};
template <>
struct Converter<Colour> {
    using Surrogate = std::string;
    static constexpr const char* expected = "colour, as #rrggbb";
    static std::optional<Colour> decode(std::string hex) {
        if (hex.size() != 7 || hex[0] != '#') return std::nullopt;
        return Colour(std::move(hex));
    }
    static std::string encode(const Colour& colour) { return colour.hex(); }
};
template <>
struct Converter<Quoted> {
    using Surrogate = std::string;
    static Quoted decode(const std::string& json) { return {from_json<int>(json)}; }
    static std::string encode(const Quoted& quoted) { return to_json(quoted.value); }
};

namespace {

struct Holder {
    Even even;
    std::vector<Colour> colours;
};

TEST(Converter, MakesATypeTravelAsAnother) {
    const auto holder = from_json<Holder>(R"({"even":4,"colours":["#ff0000"]})");
    EXPECT_EQ(holder.even.value(), 4);
    EXPECT_EQ(to_json(holder), R"({"even":4,"colours":["#ff0000"]})");
}

TEST(Converter, TurnsARefusalIntoAMisfit) {
    EXPECT_EQ(
        testing::misfits<Holder>(R"({"even":3,"colours":["red"]})"),
        (std::vector<std::string>{"value even: expected an even number, found 3",
                                  "value colours[0]: expected colour, as #rrggbb, found \"red\""}));
}

TEST(Converter, SaysWhatIsWrongWithTheSurrogateItself) {
    EXPECT_EQ(testing::misfits<Holder>(R"({"even":"x","colours":[]})"),
              (std::vector<std::string>{"type even: expected integer, found \"x\""}));
}

TEST(Converter, MayDecodeInItsTurn) {
    const auto all = from_json<std::vector<Quoted>>(R"(["1","22","333"])");
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[2].value, 333);
}

}  // namespace
}  // namespace curlew
