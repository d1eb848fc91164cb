#include "model.hpp"

#include <cstddef>
#include <string>

namespace {

/// The same numbers everywhere, which the standard's distributions do not promise.
class Numbers {
public:
    std::uint32_t below(std::uint32_t limit) {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::uint32_t>(state_ >> 33) % limit;
    }
    double between(double low, double high) {
        const double share = below(1'000'000) / 1e6;
        return low + (high - low) * share;
    }
    template <std::size_t N>
    std::string pick(const char* const (&words)[N]) {
        return words[below(N)];
    }

private:
    std::uint64_t state_ = 42;
};

constexpr const char* first_names[] = {"Ann",     "Björn",    "Chloé", "Daniel",
                                       "Emīlija", "François", "李"};
constexpr const char* last_names[] = {"Smith", "Müller", "García", "O'Neill", "Nowak", "Sørensen"};
constexpr const char* streets[] = {"Main Street", "Høyerhofvej", "Rue de l'Église",
                                   "Market Square"};
constexpr const char* cities[] = {"Cork", "Zürich", "São Paulo", "Kraków", "Reykjavík", "東京"};
constexpr const char* words[] = {"lorem",       "ipsum",       "dolor", "\"quoted\"",
                                 "sit",         "back\\slash", "amet",  "line\nbreak",
                                 "consectetur", "adipiscing",  "elit"};
constexpr const char* tag_names[] = {"new", "vip", "beta", "newsletter", "wholesale", "b2b"};
constexpr const char* goods[] = {"keyboard", "27\" screen", "mouse", "cable", "docking station"};

std::string two_digits(std::uint32_t number) {
    return std::string(number < 10 ? "0" : "") + std::to_string(number);
}
std::string time_text(Numbers& numbers) {
    return std::string("20") + two_digits(10 + numbers.below(16)) + "-" +
           two_digits(1 + numbers.below(12)) + "-" + two_digits(1 + numbers.below(28)) + "T" +
           two_digits(numbers.below(24)) + ":" + two_digits(numbers.below(60)) + ":" +
           two_digits(numbers.below(60)) + "Z";
}

Order make_order(Numbers& numbers, std::int64_t id) {
    Order order{id,
                time_text(numbers),
                static_cast<std::int32_t>(1 + numbers.below(20)),
                numbers.between(1, 2000),
                numbers.below(2) == 0 ? "EUR" : "USD",
                {}};
    for (std::uint32_t i = numbers.below(4); i > 0; --i)
        order.items.push_back(numbers.pick(goods));
    return order;
}

User make_user(Numbers& numbers, std::int64_t id) {
    User user{id,
              numbers.pick(first_names) + " " + numbers.pick(last_names),
              std::string("user") + std::to_string(id) + "@example.com",
              numbers.below(4) != 0,
              static_cast<std::int32_t>(18 + numbers.below(70)),
              numbers.between(-500, 10000),
              std::nullopt,
              time_text(numbers),
              {},
              {numbers.pick(streets) + " " + std::to_string(1 + numbers.below(200)),
               numbers.pick(cities),
               std::to_string(10000 + numbers.below(90000)),
               "IE",
               {numbers.between(-90, 90), numbers.between(-180, 180)}},
              {},
              {}};
    if (numbers.below(3) != 0)
        user.phone = std::string("+353 21 ") + std::to_string(numbers.below(9999999));
    for (std::uint32_t i = 8 + numbers.below(20); i > 0; --i)
        user.about += numbers.pick(words) + ' ';
    for (std::uint32_t i = numbers.below(5); i > 0; --i)
        user.tags.push_back(numbers.pick(tag_names));
    for (std::uint32_t i = numbers.below(5); i > 0; --i) {
        user.orders.push_back(make_order(numbers, id * 100 + i));
    }
    return user;
}

}  // namespace

Page make_page() {
    constexpr std::int32_t count = 1000;
    Numbers numbers;
    Page page{1, count, {}};
    for (std::int64_t id = 1; id <= count; ++id)
        page.users.push_back(make_user(numbers, id));
    return page;
}
