#include "model.hpp"

#include <limits>
#include <stdexcept>

#include <simdjson.h>

// As a careful person writes it by hand: fields by name, every range checked, the parser kept.

namespace {

using simdjson::dom::array;
using simdjson::dom::element;

std::string text(element object, std::string_view name) {
    return std::string(object[name].get_string().value());
}
double real(element object, std::string_view name) {
    return object[name].get_double().value();
}
std::int64_t integer(element object, std::string_view name) {
    return object[name].get_int64().value();
}
std::int32_t small_integer(element object, std::string_view name) {
    const std::int64_t value = integer(object, name);
    if (value < std::numeric_limits<std::int32_t>::min() ||
        value > std::numeric_limits<std::int32_t>::max()) {
        throw std::out_of_range(std::string(name));
    }
    return static_cast<std::int32_t>(value);
}
std::vector<std::string> texts(element object, std::string_view name) {
    const array items = object[name].get_array().value();
    std::vector<std::string> out;
    out.reserve(items.size());
    for (const element item : items)
        out.emplace_back(item.get_string().value());
    return out;
}

Address address(element from) {
    const element location = from["location"].value();
    return {text(from, "street"),
            text(from, "city"),
            text(from, "zip"),
            text(from, "country"),
            {real(location, "latitude"), real(location, "longitude")}};
}

Order order(element from) {
    return {integer(from, "id"), text(from, "created_at"), small_integer(from, "quantity"),
            real(from, "total"), text(from, "currency"),   texts(from, "items")};
}

void read(element from, User& to) {
    to.id = integer(from, "id");
    to.name = text(from, "name");
    to.email = text(from, "email");
    to.active = from["active"].get_bool().value();
    to.age = small_integer(from, "age");
    to.balance = real(from, "balance");
    const element phone = from["phone"].value();
    if (!phone.is_null()) to.phone = phone.get_string().value();
    to.registered = text(from, "registered");
    to.about = text(from, "about");
    to.address = address(from["address"].value());
    to.tags = texts(from, "tags");
    const array orders = from["orders"].get_array().value();
    to.orders.reserve(orders.size());
    for (const element item : orders)
        to.orders.push_back(order(item));
}

}  // namespace

Page decode_with_simdjson_dom(std::string_view json) {
    static thread_local simdjson::dom::parser parser;
    const element document = parser.parse(json.data(), json.size()).value();
    Page page{small_integer(document, "page"), small_integer(document, "total"), {}};
    const array users = document["users"].get_array().value();
    page.users.reserve(users.size());
    for (const element user : users)
        read(user, page.users.emplace_back());
    return page;
}
