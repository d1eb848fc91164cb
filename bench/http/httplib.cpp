#include "common/contender.hpp"

#include <stdexcept>

#include <httplib.h>

namespace {

bench::Worker blocking(const bench::Options& options) {
    // Its client sends one request at a time: each thread has its own.
    return [options](bench::Tally& tally) {
        httplib::Client client(options.base_url);
        client.set_keep_alive(true);
        client.set_tcp_nodelay(true);
        if (!options.ca_file.empty()) client.set_ca_cert_path(options.ca_file);
        while (tally.next()) {
            const httplib::Result response = client.Get(options.target);
            if (!response) throw std::runtime_error(httplib::to_string(response.error()));
            tally.done(response->status, response->body.size());
        }
    };
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking, .tls = true});
}
