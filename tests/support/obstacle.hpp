#pragma once

#include "support/child_server.hpp"
#include "support/full_listener.hpp"
#include "support/tcp_table.hpp"

#include <curlew/config.hpp>
#include <curlew/errors.hpp>
#include <curlew/pool_stats.hpp>
#include <curlew/response.hpp>
#include <curlew/testing/test_server.hpp>

#include <cstddef>
#include <functional>
#include <future>
#include <string>
#include <vector>

namespace curlew::testing {

/// What is to be asked, and of whom.
struct Ask {
    std::string method;
    std::string url;
    std::string body = {};
};

/// Brings one request into one phase, and keeps it there: whatever ends it then does so at a place
/// that is known.
///
/// The client has two connections to the server before that, so that it can be seen whether the
/// request that was ended spoils what others need. A phase that opens a connection is reached at
/// another host.
///
/// @code
/// Obstacle obstacle(Phase::head);
/// Client client(obstacle.config());
/// obstacle.prepare(start);        // which sends an Ask with that client
/// auto pending = start(obstacle.ask());
/// obstacle.wait_until_reached(stats);
/// // ... end it ...
/// obstacle.expect_unharmed(start, stats);
/// @endcode
class Obstacle {
public:
    using Start = std::function<std::future<Response>(const Ask&)>;
    using Stats = std::function<PoolStats()>;

    explicit Obstacle(Phase phase);

    /// Of the client that is going to meet it. Its limits end a test that would hang.
    [[nodiscard]] ClientConfig config() const;

    /// Opens two connections, and makes them busy where the request is to wait for one.
    void prepare(const Start& start);

    /// The request that gets no further than the phase.
    [[nodiscard]] Ask ask() const;

    /// Waits until it is there.
    /// @return false when the time is up
    [[nodiscard]] bool wait_until_reached(const Stats& stats) const;

    /// Lets those requests have their answers that kept connections busy.
    void release_others() const { answer_.release(); }

    /// After its end: its connection is gone, nothing is left of it in the pool, those who were on
    /// the way get their answers, and the next request uses a connection that was there before.
    void expect_unharmed(const Start& start, const Stats& stats);

    /// After the client was closed: no connection is left, and those who were on the way get
    /// ClosedError.
    void expect_all_closed();

    [[nodiscard]] const TestServer& server() const noexcept { return server_; }

private:
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] bool wait_until_left(std::size_t connections) const;

    Phase phase_;
    Latch go_on_;
    Latch half_sent_;
    Latch answer_;
    std::vector<std::future<Response>> on_the_way_;
    FullListener full_;
    ListeningSocket silent_;
    TestServer server_;
    TcpConnections before_;
};

/// Every phase in which a request may wait for the network, apart from Phase::resolve: a look-up
/// that takes as long as a test likes needs a resolver that can be replaced.
[[nodiscard]] std::vector<Phase> network_phases();

/// These, and Phase::backoff.
[[nodiscard]] std::vector<Phase> waiting_phases();

/// The phase as part of a test's name.
[[nodiscard]] std::string name_of(Phase phase);

}  // namespace curlew::testing
