#include "common/options.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace bench {
namespace {

constexpr int exit_not_supported = 77;

template <class Number>
Number number(std::string_view name, std::string_view text, Number least) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least) {
        fail(std::string(name) + " cannot be " + std::string(text));
    }
    return value;
}

Mode mode(std::string_view text) {
    if (text == "sequential") return Mode::sequential;
    if (text == "threads") return Mode::threads;
    if (text == "inflight") return Mode::inflight;
    fail("no mode " + std::string(text));
}

void take_apart(Options& options) {
    const std::string_view url = options.url;
    options.tls = url.starts_with("https://");
    const std::size_t host = std::string_view(options.tls ? "https://" : "http://").size();
    const std::size_t slash = url.find('/', host);
    const std::size_t colon = url.find(':', host);
    if (!(options.tls || url.starts_with("http://")) || slash == url.npos || colon > slash) {
        fail(
            "usage: --url http[s]://HOST:PORT/TARGET --mode sequential|threads|inflight "
            "[--concurrency N] [--requests N] [--warmup N] [--body-size N] [--ca FILE]");
    }
    options.base_url = url.substr(0, slash);
    options.host = url.substr(host, colon - host);
    const std::string_view port = url.substr(colon + 1, slash - colon - 1);
    options.port = number<std::uint16_t>("the port", port, 1);
    options.target = url.substr(slash);
}

}  // namespace

Options parse_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view name = argv[i];
        if (i + 1 == argc) fail(std::string(name) + " needs a value");
        const std::string_view value = argv[i + 1];
        if (name == "--url") {
            options.url = value;
        } else if (name == "--mode") {
            options.mode = mode(value);
        } else if (name == "--concurrency") {
            options.concurrency = number<std::size_t>(name, value, 1);
        } else if (name == "--requests") {
            options.requests = number<std::size_t>(name, value, 1);
        } else if (name == "--warmup") {
            options.warmup = number<std::size_t>(name, value, 0);
        } else if (name == "--body-size") {
            options.body_size = number<std::size_t>(name, value, 1);
        } else if (name == "--ca") {
            options.ca_file = value;
        } else {
            fail("no option " + std::string(name));
        }
    }
    take_apart(options);
    if (options.mode == Mode::sequential) options.concurrency = 1;
    return options;
}

void fail(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    // Other threads may be in the middle of a request: nothing is torn down under them.
    std::_Exit(EXIT_FAILURE);
}

void not_supported(const std::string& what) {
    std::fprintf(stderr, "not supported: %s\n", what.c_str());
    std::exit(exit_not_supported);
}

}  // namespace bench
