#include <nlohmann/json.hpp>

int main() {
    return nlohmann::json::parse("1").get<int>();
}
