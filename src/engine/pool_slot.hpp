#pragma once

#include "engine/connection.hpp"
#include "engine/interrupt.hpp"
#include "engine/limit.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <string_view>

#include <boost/intrusive/list.hpp>

// What the pool keeps about each connection and each origin. The pool's lock guards all of it,
// apart from what a lease's holder has to itself.

namespace curlew::engine {

class Pool;
class Waiter;
struct PoolOrigin;

namespace intrusive = boost::intrusive;
using WaiterHook = std::list<Waiter*>::iterator;

/// A place for one connection: open, or to be opened by whoever has the lease.
struct PoolSlot final : IdleObserver {
    explicit PoolSlot(Pool& owner) noexcept : pool(owner) {}
    PoolSlot(const PoolSlot&) = delete;
    PoolSlot& operator=(const PoolSlot&) = delete;
    ~PoolSlot() { disconnect(); }

    void disconnect() noexcept {
        interrupts.detach();
        connection.reset();
    }
    void on_activity() noexcept override;

    Pool& pool;
    PoolOrigin* origin = nullptr;
    std::unique_ptr<Connection> connection;
    InterruptPoint interrupts;
    intrusive::list_member_hook<> in_pool;    // idle or busy
    intrusive::list_member_hook<> in_origin;  // idle
};

using SlotList = intrusive::list<
    PoolSlot, intrusive::member_hook<PoolSlot, intrusive::list_member_hook<>, &PoolSlot::in_pool>>;
using OriginSlotList =
    intrusive::list<PoolSlot, intrusive::member_hook<PoolSlot, intrusive::list_member_hook<>,
                                                     &PoolSlot::in_origin>>;

/// Scheme, host and port, and the connections there.
struct PoolOrigin {
    std::size_t open = 0;        // idle, leased, or being opened
    OriginSlotList idle;         // the most recently used last
    std::list<Waiter*> waiters;  // the first to come first

    [[nodiscard]] bool is_unused() const noexcept { return open == 0 && waiters.empty(); }
};

}  // namespace curlew::engine
