// Decodes and encodes one document with each contender, turn and turn about, and prints the median
// speeds as JSON.

#include "model.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr int rounds = 41;

struct Contender {
    const char* name;
    void (*run)();
    std::vector<double> seconds = {};
};

const Page page = make_page();
const std::string document = encode_with_curlew(page);

void check(bool good, const char* what) {
    if (good) return;
    std::fprintf(stderr, "bench_json: %s gives another result than was put in\n", what);
    std::exit(1);
}

template <auto Decode>
void decode() {
    // The result is used, so that no compiler leaves the work out.
    check(Decode(document).users.size() == page.users.size(), "a decoder");
}
template <auto Encode>
void encode() {
    check(Encode(page).size() > document.size() / 2, "an encoder");
}

double seconds_of(void (*run)()) {
    const auto start = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void print(const char* title, std::vector<Contender> contenders, const char* end) {
    for (int round = 0; round <= rounds; ++round) {
        for (Contender& contender : contenders) {
            const double seconds = seconds_of(contender.run);
            if (round > 0) contender.seconds.push_back(seconds);  // the first is for warming up
        }
    }
    std::printf("  \"%s\": {", title);
    const char* separator = "\n";
    for (Contender& contender : contenders) {
        auto& times = contender.seconds;
        std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
        const double speed = static_cast<double>(document.size()) / times[rounds / 2] / 1e6;
        std::printf("%s    \"%s\": {\"megabytes_per_second\": %.1f}", separator, contender.name,
                    speed);
        separator = ",\n";
    }
    std::printf("\n  }%s\n", end);
}

}  // namespace

int main() {
    check(document.size() > 500'000, "make_page()");
    check(decode_with_curlew(document) == page, "curlew");
    check(decode_with_nlohmann(document) == page, "nlohmann");
    check(decode_with_simdjson_dom(document) == page, "simdjson_dom");
    check(decode_with_simdjson_ondemand(document) == page, "simdjson_ondemand");
    check(decode_with_curlew(encode_with_nlohmann(page)) == page, "nlohmann's encoder");

    std::puts("{");
    print("decode",
          {{"curlew", decode<decode_with_curlew>},
           {"nlohmann", decode<decode_with_nlohmann>},
           {"simdjson_dom", decode<decode_with_simdjson_dom>},
           {"simdjson_ondemand", decode<decode_with_simdjson_ondemand>}},
          ",");
    print("encode",
          {{"curlew", encode<encode_with_curlew>}, {"nlohmann", encode<encode_with_nlohmann>}}, "");
    std::puts("}");
}
