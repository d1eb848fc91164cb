#include "testing/har.hpp"

#include "content/charset.hpp"
#include "testing/message.hpp"

#include <curlew/errors.hpp>
#include <curlew/json.hpp>
#include <curlew/url.hpp>
#include <curlew/version.hpp>

#include <cstddef>
#include <iomanip>
#include <locale>
#include <sstream>

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

namespace curlew::testing::detail {
namespace {

// Members in the order of the specification: that is how people read it.
using Ordered = nlohmann::ordered_json;

std::string base64(const std::string& bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string from_base64(const std::string& text) {
    std::string bytes(3 * (text.size() / 4) + 1, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size < 0 || text.size() % 4 != 0) {
        throw ConfigurationError("this HAR has a body that is no base64");
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
}

Ordered fields(const Headers& headers) {
    Ordered list = Ordered::array();
    for (const auto [name, value] : headers)
        list.push_back({{"name", to_utf8(name, "utf-8")}, {"value", to_utf8(value, "utf-8")}});
    return list;
}

Headers headers_of(const Json& list) {
    Headers headers;
    for (const Json& field : list) {
        headers.add(field.at("name").get<std::string>(), field.at("value").get<std::string>());
    }
    return headers;
}

Ordered query_of(const std::string& url) {
    Ordered list = Ordered::array();
    for (const auto& [name, value] : parse_query(Url::parse(url).query().value_or("")))
        list.push_back({{"name", to_utf8(name, "utf-8")}, {"value", to_utf8(value, "utf-8")}});
    return list;
}

std::string iso_date(std::chrono::system_clock::time_point time) {
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time);
    const auto day = std::chrono::floor<std::chrono::days>(milliseconds);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(milliseconds - day);
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::setfill('0') << std::setw(4) << static_cast<int>(date.year()) << '-'
         << std::setw(2) << static_cast<unsigned>(date.month()) << '-' << std::setw(2)
         << static_cast<unsigned>(date.day()) << 'T' << std::setw(2) << clock.hours().count() << ':'
         << std::setw(2) << clock.minutes().count() << ':' << std::setw(2)
         << clock.seconds().count() << '.' << std::setw(3) << clock.subseconds().count() << 'Z';
    return text.str();
}

Ordered request_of(const HarEntry& entry) {
    Ordered request{{"method", entry.method},
                    {"url", entry.url},
                    {"httpVersion", entry.version},
                    {"cookies", Ordered::array()},
                    {"headers", fields(entry.request_headers)},
                    {"queryString", query_of(entry.url)}};
    if (!entry.request_body.empty()) {
        const bool is_text = is_utf8(entry.request_body);
        Ordered data{
            {"mimeType", std::string(entry.request_headers.get("Content-Type").value_or(""))},
            {"params", Ordered::array()},
            {"text", is_text ? entry.request_body : base64(entry.request_body)}};
        if (!is_text) data["_encoding"] = "base64";  // of our own: the format has none here
        request["postData"] = std::move(data);
    }
    request["headersSize"] = -1;
    request["bodySize"] = entry.request_body.size();
    return request;
}

Ordered response_of(const HarEntry& entry) {
    const bool is_text = is_utf8(entry.response_body);
    Ordered content{
        {"size", entry.response_body.size()},
        {"mimeType", std::string(entry.response_headers.get("Content-Type").value_or(""))},
        {"text", is_text ? entry.response_body : base64(entry.response_body)}};
    if (!is_text) content["encoding"] = "base64";
    return {{"status", entry.status},
            {"statusText", to_utf8(entry.reason, "utf-8")},
            {"httpVersion", entry.version},
            {"cookies", Ordered::array()},
            {"headers", fields(entry.response_headers)},
            {"content", std::move(content)},
            {"redirectURL", to_utf8(entry.response_headers.get("Location").value_or(""), "utf-8")},
            {"headersSize", -1},
            {"bodySize", entry.response_body.size()}};
}

HarEntry entry_of(const Json& json) {
    HarEntry entry;
    const Json& request = json.at("request");
    entry.method = request.at("method").get<std::string>();
    entry.url = request.at("url").get<std::string>();
    entry.request_headers = headers_of(request.at("headers"));
    if (const auto data = request.find("postData"); data != request.end()) {
        entry.request_body = data->value("text", "");
        if (data->value("_encoding", "") == "base64")
            entry.request_body = from_base64(entry.request_body);
    }
    const Json& response = json.at("response");
    entry.status = response.at("status").get<int>();
    entry.reason = response.value("statusText", "");
    entry.version = response.value("httpVersion", "HTTP/1.1");
    entry.response_headers = headers_of(response.at("headers"));
    const Json& content = response.at("content");
    entry.response_body = content.value("text", "");
    if (content.value("encoding", "") == "base64")
        entry.response_body = from_base64(entry.response_body);
    return entry;
}

}  // namespace

std::vector<HarEntry> parse_har(const std::string& text) {
    const Json json = parse_json(text);
    try {
        std::vector<HarEntry> entries;
        for (const Json& entry : json.at("log").at("entries"))
            entries.push_back(entry_of(entry));
        return entries;
    } catch (const nlohmann::json::exception& error) {
        throw ConfigurationError(std::string("this is no HAR 1.2: ") + error.what());
    }
}

std::string format_har(const std::vector<HarEntry>& entries) {
    Ordered list = Ordered::array();
    for (const HarEntry& entry : entries) {
        const double time = std::chrono::duration<double, std::milli>(entry.time).count();
        list.push_back({{"startedDateTime", iso_date(entry.started)},
                        {"time", time},
                        {"request", request_of(entry)},
                        {"response", response_of(entry)},
                        {"cache", Ordered::object()},
                        {"timings", {{"send", 0}, {"wait", time}, {"receive", 0}}}});
    }
    const Ordered har{{"log",
                       {{"version", "1.2"},
                        {"creator", {{"name", "curlew"}, {"version", CURLEW_VERSION}}},
                        {"entries", std::move(list)}}}};
    return har.dump(2) + "\n";
}

}  // namespace curlew::testing::detail
