#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the document holds: a page of users, as many an API sends it.
struct Location {
    double latitude;
    double longitude;
    bool operator==(const Location&) const = default;
};
struct Address {
    std::string street;
    std::string city;
    std::string zip;
    std::string country;
    Location location;
    bool operator==(const Address&) const = default;
};
struct Order {
    std::int64_t id;
    std::string created_at;
    std::int32_t quantity;
    double total;
    std::string currency;
    std::vector<std::string> items;
    bool operator==(const Order&) const = default;
};
struct User {
    std::int64_t id;
    std::string name;
    std::string email;
    bool active;
    std::int32_t age;
    double balance;
    std::optional<std::string> phone;
    std::string registered;
    std::string about;
    Address address;
    std::vector<std::string> tags;
    std::vector<Order> orders;
    bool operator==(const User&) const = default;
};
struct Page {
    std::int32_t page;
    std::int32_t total;
    std::vector<User> users;
    bool operator==(const Page&) const = default;
};

/// The same page at every call.
Page make_page();

// The contenders.
Page decode_with_curlew(std::string_view json);
Page decode_with_nlohmann(std::string_view json);
Page decode_with_simdjson_dom(std::string_view json);
Page decode_with_simdjson_ondemand(std::string_view json);
std::string encode_with_curlew(const Page& page);
std::string encode_with_nlohmann(const Page& page);
