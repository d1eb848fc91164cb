#include "http/curl_common.hpp"

int main(int argc, char** argv) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return bench::run_contender(argc, argv, [](const bench::Options& options) {
        return [options](bench::Tally& tally) {
            bench::CurlRequest request(options);
            while (tally.next()) {
                request.begin();
                const CURLcode result = curl_easy_perform(request.handle());
                if (result != CURLE_OK) bench::fail(curl_easy_strerror(result));
                request.finish(tally);
            }
        };
    });
}
