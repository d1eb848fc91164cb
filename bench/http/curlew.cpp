#include "common/contender.hpp"

#include <curlew/client.hpp>

#include <memory>

int main(int argc, char** argv) {
    return bench::run_contender(argc, argv, [](const bench::Options& options) {
        // One client for all threads, as users are told to.
        const auto client =
            std::make_shared<curlew::Client>(curlew::ClientConfig{.base_url = options.base_url});
        return [client, target = options.target](bench::Tally& tally) {
            while (tally.next()) {
                const curlew::Response response = client->get(target).send();
                tally.done(response.status(), response.bytes().size());
            }
        };
    });
}
