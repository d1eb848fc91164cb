#pragma once

#include "engine/connection.hpp"
#include "engine/socket.hpp"

#include <curlew/config.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace curlew::engine {

class Pool;

/// The right to one connection to an origin, from the moment that it is granted.
///
/// Destroying a lease closes its connection; give_back() is the only way back into the pool.
class Lease {
public:
    Lease() = default;
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease();

    /// Idle before, and fit for use as far as one can see; nullptr when one has to be opened.
    [[nodiscard]] Connection* connection() const noexcept { return connection_.get(); }

    /// Puts a connection in place of whatever the lease had, which is closed.
    Connection& replace(std::unique_ptr<Connection> connection) noexcept;

    /// Returns the connection for others to use. Only after an exchange that ended cleanly.
    void give_back();

private:
    friend class Pool;
    Lease(Pool& pool, std::string_view origin, std::unique_ptr<Connection> connection);

    Pool* pool_ = nullptr;
    std::string origin_;
    std::unique_ptr<Connection> connection_;
};

/// Why no lease was granted.
enum class Refusal { none, timed_out, closed };

struct Grant {
    Lease lease = {};
    Refusal refusal = Refusal::none;
};

/// The connections of one client: how many there are, which are idle, who waits for one.
///
/// Finding, returning and evicting cost the same whatever the number of connections and origins.
/// Waiters are served in the order in which they came. Safe for use by many threads.
class Pool {
public:
    explicit Pool(const Limits& limits) : limits_(limits) {}
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Blocks until there is a connection for `origin`, or the right to open one.
    [[nodiscard]] Grant acquire(std::string_view origin, Deadline deadline);

    /// Closes what is idle and refuses whoever waits or comes later.
    void close();

    [[nodiscard]] bool is_closed() const;

    /// How many threads wait for a connection.
    [[nodiscard]] std::size_t waiting() const;

    /// How many origins take up memory here.
    [[nodiscard]] std::size_t known_origins() const;

private:
    friend class Lease;

    struct Waiter;
    struct Idle {
        std::unique_ptr<Connection> connection;
        std::string_view origin;  // the key in by_origin_, which stays as long as the entry
        Clock::time_point since;
    };
    using IdleList = std::list<Idle>;  // the longest idle first
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    // Most recently used last: those at the front get old, and are closed.
    using OriginIndex =
        std::unordered_map<std::string, std::deque<IdleList::iterator>, Hash, std::equal_to<>>;

    void release(std::string_view origin, std::unique_ptr<Connection> reusable);
    void keep(std::string_view origin, std::unique_ptr<Connection> connection,
              Clock::time_point now);
    [[nodiscard]] std::unique_ptr<Connection> take_idle(std::string_view origin);
    void close_oldest();
    void close_expired(Clock::time_point now);

    const Limits limits_;
    mutable std::mutex mutex_;
    std::size_t open_ = 0;  // idle, leased, or being opened
    IdleList idle_;
    OriginIndex by_origin_;
    std::size_t sweep_at_ = 64;  // when origins without idle connections are forgotten
    std::list<Waiter*> waiters_;
    bool closed_ = false;
};

}  // namespace curlew::engine
