#include <nlohmann/json.hpp>

int main() {}
