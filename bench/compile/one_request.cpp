#include <curlew/client.hpp>

struct User {
    int id;
    std::string name;
    std::string email;
};

int main() {
    const curlew::Client client({.base_url = "https://api.example.com"});
    return client.get("/users/1").as<User>().id;
}
