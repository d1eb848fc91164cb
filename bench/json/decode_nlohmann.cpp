#include "model.hpp"

#include <nlohmann/json.hpp>

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Location, latitude, longitude)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Address, street, city, zip, country, location)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, id, created_at, quantity, total, currency, items)

// By hand, as this version knows no std::optional.
void from_json(const json& from, User& to) {
    from.at("id").get_to(to.id);
    from.at("name").get_to(to.name);
    from.at("email").get_to(to.email);
    from.at("active").get_to(to.active);
    from.at("age").get_to(to.age);
    from.at("balance").get_to(to.balance);
    const json& phone = from.at("phone");
    to.phone = phone.is_null() ? std::nullopt : std::optional(phone.get<std::string>());
    from.at("registered").get_to(to.registered);
    from.at("about").get_to(to.about);
    from.at("address").get_to(to.address);
    from.at("tags").get_to(to.tags);
    from.at("orders").get_to(to.orders);
}
void to_json(json& to, const User& from) {
    to = {{"id", from.id},
          {"name", from.name},
          {"email", from.email},
          {"active", from.active},
          {"age", from.age},
          {"balance", from.balance},
          {"phone", from.phone ? json(*from.phone) : json(nullptr)},
          {"registered", from.registered},
          {"about", from.about},
          {"address", from.address},
          {"tags", from.tags},
          {"orders", from.orders}};
}
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Page, page, total, users)

Page decode_with_nlohmann(std::string_view text) {
    return json::parse(text).get<Page>();
}

std::string encode_with_nlohmann(const Page& page) {
    return json(page).dump();
}
