#include "common/contender.hpp"

#include <curlew/client.hpp>

#include <memory>

namespace {

curlew::ClientConfig configuration(const bench::Options& options) {
    curlew::ClientConfig config;
    config.base_url = options.base_url;
    if (!options.ca_file.empty()) config.verify_ssl = curlew::VerifySsl::ca_file(options.ca_file);
    return config;
}

bench::Worker blocking(const bench::Options& options) {
    // One client for all threads, as users are told to.
    const auto client = std::make_shared<const curlew::Client>(configuration(options));
    return [client, target = options.target](bench::Tally& tally) {
        while (tally.next()) {
            const curlew::Response response = client->get(target).send();
            tally.done(response.status(), response.bytes().size());
        }
    };
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking, .tls = true});
}
