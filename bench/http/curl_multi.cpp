#include "http/curl_common.hpp"

int main(int argc, char** argv) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return bench::run_contender(argc, argv, [](const bench::Options& options) {
        return [options](bench::Tally& tally) {
            const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi(curl_multi_init(),
                                                                              curl_multi_cleanup);
            bench::CurlRequest request(options);
            while (tally.next()) {
                request.begin();
                curl_multi_add_handle(multi.get(), request.handle());
                int running = 1;
                while (running > 0) {
                    curl_multi_perform(multi.get(), &running);
                    if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
                }
                curl_multi_remove_handle(multi.get(), request.handle());
                request.finish(tally);
            }
        };
    });
}
