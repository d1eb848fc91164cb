#include "model.hpp"

#include <limits>
#include <stdexcept>

#include <simdjson.h>

// The fastest way that simdjson has: values are parsed while they are asked for, in the document's
// order. It needs padding behind the text, which is copied for it here as it is for the others.

namespace {

using simdjson::ondemand::object;
using simdjson::ondemand::value;

std::string text(object& from, std::string_view name) {
    return std::string(from[name].get_string().value());
}
std::int32_t small_integer(std::int64_t number) {
    if (number < std::numeric_limits<std::int32_t>::min() ||
        number > std::numeric_limits<std::int32_t>::max()) {
        throw std::out_of_range("int32");
    }
    return static_cast<std::int32_t>(number);
}
std::vector<std::string> texts(object& from, std::string_view name) {
    std::vector<std::string> out;
    for (auto item : from[name].get_array())
        out.emplace_back(item.get_string().value());
    return out;
}

void read(object from, Address& to) {
    to.street = text(from, "street");
    to.city = text(from, "city");
    to.zip = text(from, "zip");
    to.country = text(from, "country");
    object location = from["location"].get_object();
    to.location.latitude = location["latitude"].get_double();
    to.location.longitude = location["longitude"].get_double();
}

void read(object from, Order& to) {
    to.id = from["id"].get_int64();
    to.created_at = text(from, "created_at");
    to.quantity = small_integer(from["quantity"].get_int64());
    to.total = from["total"].get_double();
    to.currency = text(from, "currency");
    to.items = texts(from, "items");
}

void read(object from, User& to) {
    to.id = from["id"].get_int64();
    to.name = text(from, "name");
    to.email = text(from, "email");
    to.active = from["active"].get_bool();
    to.age = small_integer(from["age"].get_int64());
    to.balance = from["balance"].get_double();
    value phone = from["phone"].value();
    if (!phone.is_null()) to.phone = phone.get_string().value();
    to.registered = text(from, "registered");
    to.about = text(from, "about");
    read(from["address"].get_object().value(), to.address);
    to.tags = texts(from, "tags");
    for (auto item : from["orders"].get_array()) {
        read(item.get_object().value(), to.orders.emplace_back());
    }
}

}  // namespace

Page decode_with_simdjson_ondemand(std::string_view json) {
    static thread_local simdjson::ondemand::parser parser;
    const simdjson::padded_string padded(json);
    auto document = parser.iterate(padded);
    Page page{};
    page.page = small_integer(document["page"].get_int64());
    page.total = small_integer(document["total"].get_int64());
    for (auto user : document["users"].get_array()) {
        read(user.get_object().value(), page.users.emplace_back());
    }
    return page;
}
