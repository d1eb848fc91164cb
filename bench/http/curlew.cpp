#include "common/contender.hpp"

#include <curlew/async_client.hpp>
#include <curlew/client.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace {

namespace asio = boost::asio;

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

curlew::Task<void> loop(const curlew::AsyncClient& client, const std::string& target,
                        bench::Tally& tally) {
    while (tally.next()) {
        curlew::Task<curlew::Response> sending = client.get(target).send();
        const curlew::Response response = co_await std::move(sending);
        tally.done(response.status(), response.bytes().size());
    }
}

void event_loop(const bench::Options& options, std::vector<bench::Tally>& tallies) {
    curlew::ClientConfig config = configuration(options);
    curlew::Limits& limits = config.limits;
    limits.max_connections = std::max(limits.max_connections, options.concurrency);
    limits.max_keepalive_connections =
        std::max(limits.max_keepalive_connections, options.concurrency);
    asio::io_context context(1);
    const curlew::AsyncClient client(context.get_executor(), std::move(config));
    for (bench::Tally& tally : tallies) {
        asio::co_spawn(context, loop(client, options.target, tally),
                       [](const std::exception_ptr& error) {
                           if (error) std::rethrow_exception(error);
                       });
    }
    context.run();
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking, .event_loop = event_loop, .tls = true});
}
