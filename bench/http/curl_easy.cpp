#include "common/contender.hpp"
#include "http/curl_request.hpp"

namespace {

bench::Worker blocking(const bench::Options& options) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    // A handle may be used by one thread at a time, and keeps its connection.
    return [options](bench::Tally& tally) {
        bench::CurlRequest request(options);
        while (tally.next()) {
            request.begin();
            const CURLcode result = curl_easy_perform(request.handle());
            request.finish(result, tally);
        }
    };
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking, .tls = true});
}
