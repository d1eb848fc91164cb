#pragma once

#include "engine/gate.hpp"
#include "engine/socket.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace curlew::engine {

/// What a look-up found; `reason` says why there are no addresses.
struct Resolution {
    std::vector<SocketAddress> addresses = {};
    std::string reason = {};
};

/// The address that `host` is, if it is an IP address; otherwise none, without asking anybody.
[[nodiscard]] Resolution resolve_address(const std::string& host, std::uint16_t port);

/// Asks the system (RFC 6724 order), for as long as that takes.
[[nodiscard]] Resolution resolve_by_system(const std::string& host, std::uint16_t port);

/// Looks host names up, on threads of its own: getaddrinfo() cannot be told how long to take.
///
/// Requests for the same host share one look-up. There are at most `most_threads` threads, and none
/// when there is nothing to look up. Those still busy when the resolver is destroyed are left to
/// end by themselves. Safe for use by many threads.
class Resolver {
public:
    static constexpr int most_threads = 8;
    using LookUp = std::function<Resolution(const std::string& host, std::uint16_t port)>;

    explicit Resolver(LookUp look_up = resolve_by_system);
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;
    ~Resolver();

    class Job;

    /// One request's interest in a look-up, from construction to destruction.
    class Query {
    public:
        /// @param done opened, from elsewhere, when there is a result; outlives the query
        Query(Resolver& resolver, const std::string& host, std::uint16_t port, Gate& done);
        Query(const Query&) = delete;
        Query& operator=(const Query&) = delete;
        ~Query();

        /// Once the gate is open.
        [[nodiscard]] Resolution result() const;

    private:
        std::shared_ptr<Job> job_;
        Gate& done_;
    };

private:
    struct State;
    static void work(const std::shared_ptr<State>& state);

    std::shared_ptr<State> state_;  // shared with the threads
};

}  // namespace curlew::engine
