#pragma once

#include "engine/connection.hpp"
#include "engine/gate.hpp"
#include "engine/interrupt.hpp"
#include "engine/pool_slot.hpp"
#include "support/optional_mutex.hpp"

#include <curlew/config.hpp>
#include <curlew/pool_stats.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
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
    [[nodiscard]] Connection* connection() const noexcept { return slot_->connection.get(); }

    /// Puts a connection in place of whatever the lease had, which is closed.
    Connection& replace(std::unique_ptr<Connection> connection) noexcept;

    /// Closes the connection, and keeps the right to open another.
    void disconnect() noexcept { slot_->disconnect(); }

    /// Where what the lease's holder waits for can be interrupted.
    [[nodiscard]] InterruptPoint& interrupts() const noexcept { return slot_->interrupts; }

    /// Returns the connection for others to use. Only after an exchange that ended cleanly.
    void give_back();

    explicit operator bool() const noexcept { return slot_ != nullptr; }

private:
    friend class Pool;
    explicit Lease(PoolSlot& slot) noexcept : slot_(&slot) {}

    PoolSlot* slot_ = nullptr;
};

/// What the pool says to a request for a connection.
enum class Answer { wait, granted, closed };

/// A request's place in the line, from construction to destruction. Not to be moved.
class Waiter {
public:
    /// @param origin outlives the waiter
    /// @param decided opened when there is an answer; outlives the waiter
    Waiter(Pool& pool, std::string_view origin, Gate& decided);
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    /// Leaves the line.
    ~Waiter();

    /// Leaves the line, and says what came of it: Answer::wait for nothing so far.
    Answer leave();

    /// What was granted.
    [[nodiscard]] Lease take_lease() noexcept { return std::move(lease_); }

private:
    friend class Pool;

    Pool& pool_;
    Gate& decided_;
    PoolOrigin* origin_ = nullptr;  // while it is in the line
    WaiterHook hook_;
    std::uint64_t number_ = 0;
    Answer answer_ = Answer::wait;
    Lease lease_;
};

/// The connections of one client: how many there are, which are idle, who waits for one.
///
/// Finding, returning and evicting cost the same whatever the number of connections and origins.
/// Waiters are served in the order in which they came; those whose origin has all the connections
/// that it may have hold up nobody else.
class Pool {
public:
    /// @param is_shared whether several threads use it at the same time
    Pool(const Limits& limits, bool is_shared);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    /// There are no leases and no waiters any more.
    ~Pool();

    /// A connection to `origin`, or the right to open one, if that can be had at once. Otherwise
    /// the lease is empty, and a Waiter is the way on.
    [[nodiscard]] Answer try_acquire(std::string_view origin, Lease& lease);

    /// Closes what is idle, interrupts what is leased, and refuses whoever waits or comes later.
    void close();

    [[nodiscard]] bool is_closed() const;
    [[nodiscard]] PoolStats stats() const;

    /// How many origins take up memory here.
    [[nodiscard]] std::size_t known_origins() const;

private:
    friend class Lease;
    friend class Waiter;
    friend struct PoolSlot;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    /// By who waits for it longest.
    struct WaitsLonger {
        bool operator()(const PoolOrigin* one, const PoolOrigin* other) const noexcept;
    };

    [[nodiscard]] Answer acquire(std::string_view name, Lease& lease);
    void enqueue(Waiter& waiter, std::string_view name);
    Answer leave(Waiter& waiter);
    void opened();
    void release(PoolSlot& slot, bool reusable);
    void drop_idle(PoolSlot& slot);

    [[nodiscard]] PoolOrigin& find_or_add(std::string_view name);
    [[nodiscard]] bool has_room(const PoolOrigin& origin) const noexcept;
    [[nodiscard]] Waiter* first_waiter(PoolOrigin& own) const noexcept;
    [[nodiscard]] PoolSlot& add_slot(PoolOrigin& origin);
    void remove_slot(PoolSlot& slot);
    void keep(PoolSlot& slot);
    [[nodiscard]] PoolSlot& take_idle(PoolSlot& slot) noexcept;
    void close_oldest();
    void close_expired();
    void grant(Waiter& waiter, PoolSlot& slot);
    void grant_places();

    /// Changes an origin in a way that may change whether and where it is in eligible_.
    template <class Change>
    void update(PoolOrigin& origin, Change change);

    const Limits limits_;
    mutable OptionalMutex mutex_;
    std::size_t open_ = 0;  // idle, leased, or being opened
    std::uint64_t opened_ = 0;
    SlotList idle_;  // the longest idle first
    SlotList busy_;
    std::unordered_map<std::string, PoolOrigin, Hash, std::equal_to<>> origins_;
    std::size_t sweep_at_ = 64;                    // when origins that nobody uses are forgotten
    std::set<PoolOrigin*, WaitsLonger> eligible_;  // with waiters, and room for another connection
    std::size_t waiting_ = 0;
    std::uint64_t next_number_ = 0;
    bool closed_ = false;
};

}  // namespace curlew::engine
