#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {

/// How requests are made.
enum class Mode {
    sequential,  ///< one after the other, on one thread
    threads,     ///< by `concurrency` threads, each waiting for its own
    inflight,    ///< `concurrency` at a time, all from one thread
};

/// What a contender is asked to do. Every contender has the same command line:
///
///     --url http://127.0.0.1:8080/j --mode sequential|threads|inflight
///     [--concurrency N] [--requests N] [--warmup N] [--body-size N] [--ca FILE]
struct Options {
    std::string url;
    std::string base_url;  ///< `http://127.0.0.1:8080`
    std::string host;      ///< `127.0.0.1`
    std::uint16_t port = 0;
    std::string target;  ///< `/j`
    bool tls = false;
    std::string ca_file;  ///< PEM, of the authority that signed the server's certificate
    Mode mode = Mode::sequential;
    std::size_t concurrency = 1;
    std::size_t requests = 10'000;  ///< by all together
    std::size_t warmup = 100;       ///< before them, by each thread or loop
    std::size_t body_size = 0;      ///< of every answer; 0 stands for any that is not empty
};

/// Reads the command line; ends the program with a usage line if it makes no sense.
Options parse_options(int argc, char** argv);

/// Says why on stderr, and ends the program.
[[noreturn]] void fail(const std::string& why);

/// Ends the program with status 77: this contender has no such mode.
[[noreturn]] void not_supported(const std::string& what);

}  // namespace bench
