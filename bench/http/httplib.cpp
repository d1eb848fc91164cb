#include "common/contender.hpp"

#include <httplib.h>

int main(int argc, char** argv) {
    return bench::run_contender(argc, argv, [](const bench::Options& options) {
        // Its client sends one request at a time: one for each thread.
        return [options](bench::Tally& tally) {
            httplib::Client client(options.host, options.port);
            client.set_keep_alive(true);
            client.set_tcp_nodelay(true);
            while (tally.next()) {
                const auto response = client.Get(options.target);
                if (!response) bench::fail(httplib::to_string(response.error()));
                tally.done(response->status, response->body.size());
            }
        };
    });
}
