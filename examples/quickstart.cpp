// The main things that curlew does, against a server that this program starts for itself.

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

struct Address {
    std::string city;
    std::string zip;
};

struct User {
    int id;
    std::string name;
    std::string email;
    std::optional<Address> address;
};

struct NewUser {
    std::string name;
    std::string email;
};

using curlew::testing::ServerRequest;
using curlew::testing::ServerResponse;
using curlew::testing::TestServer;

/// A REST service for users, in memory.
void serve_users(TestServer& server, std::map<int, User>& users) {
    server.get("/users", [&](const ServerRequest& request) {
        std::vector<User> found;
        for (const auto& [id, user] : users) {
            const auto city = request.query("city");
            if (!city || (user.address && user.address->city == *city)) found.push_back(user);
        }
        return found;
    });
    server.get("/users/{id}", [&](const ServerRequest& request) -> std::optional<User> {
        const auto user = users.find(std::stoi(request.path_param("id")));
        return user == users.end() ? std::nullopt : std::optional(user->second);
    });
    server.post("/users", [&](const NewUser& user) {
        const int id = users.rbegin()->first + 1;
        return users[id] = {id, user.name, user.email, std::nullopt};
    });
    server.get("/broken", [] {
        return ServerResponse::json_text(
            R"([{"id": 1, "name": "Ann", "email": "ann@example.com"},
                {"id": "one", "name": "Bob", "email": "bob@example.com",
                 "address": {"city": "Cork"}}])");
    });
}

void title(const char* text) {
    std::printf("\n\033[1m%s\033[0m\n", text);
}

void print(const User& user) {
    std::printf("  user %d: %s <%s>%s%s\n", user.id, user.name.c_str(), user.email.c_str(),
                user.address ? ", " : "", user.address ? user.address->city.c_str() : "");
}

void talk(const curlew::Client& client) {
    title("GET /users/1, decoded to a struct");
    print(client.get("/users/{id}").path("id", 1).as<User>());

    title("GET /users?city=Cork, decoded to a vector");
    for (const User& user : client.get("/users").param("city", "Cork").as<std::vector<User>>()) {
        print(user);
    }

    title("POST /users, encoded from a struct");
    print(client.post("/users").json(NewUser{"Jane", "jane@example.com"}).as<User>());

    title("The whole response, when you want it");
    const curlew::Response response = client.get("/users/2").header("Accept-Language", "en").send();
    std::printf("  %d %s, %s, %zu bytes\n", response.status(), response.reason().c_str(),
                std::string(response.header("Content-Type").value_or("no type")).c_str(),
                response.bytes().size());

    title("GET /users/99: a 404 is an exception");
    try {
        print(client.get("/users/99").as<User>());
    } catch (const curlew::NotFoundError& error) {
        std::printf("  NotFoundError: %s\n", error.what());
    }

    title("... or a value, if you prefer");
    if (const auto user = client.get("/users/99").try_as<User>(); !user) {
        std::printf("  no user: %s\n", user.error().message().c_str());
    }

    title("GET /broken: every bad field is named");
    try {
        static_cast<void>(client.get("/broken").as<std::vector<User>>());
    } catch (const curlew::ValidationError& error) {
        std::puts("  ValidationError:");
        for (const curlew::FieldError& field : error.errors()) {
            std::printf("    %s\n", field.message().c_str());
        }
    }
}

void talk_securely(const std::map<int, User>& users) {
    TestServer server({.tls = true});
    server.get("/users/{id}", [&](const ServerRequest& request) {
        return users.at(std::stoi(request.path_param("id")));
    });

    title(
        "HTTPS, verified against the certificate authority that the server's certificate is from");
    const curlew::Client trusting(
        {.base_url = server.url(), .verify_ssl = curlew::VerifySsl::ca_pem(server.ca_pem())});
    print(trusting.get("/users/2").as<User>());

    title("The same server for a client that does not know that authority");
    const curlew::Client wary({.base_url = server.url()});
    try {
        print(wary.get("/users/2").as<User>());
    } catch (const curlew::TlsError& error) {
        std::printf("  TlsError: %s\n", error.what());
    }
}

}  // namespace

int main() {
    std::map<int, User> users{
        {1, {1, "Ann", "ann@example.com", Address{"Cork", "T12"}}},
        {2, {2, "Bob", "bob@example.com", Address{"Oslo", "0150"}}},
        {3, {3, "Cleo", "cleo@example.com", Address{"Cork", "T23"}}},
    };
    TestServer server;
    serve_users(server, users);
    std::printf("curlew %s talks to %s\n", CURLEW_VERSION, server.url().c_str());
    talk(curlew::Client({.base_url = server.url()}));
    talk_securely(users);
    return 0;
}
