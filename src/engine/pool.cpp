#include "engine/pool.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace curlew::engine {

Lease::Lease(Lease&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}

Lease& Lease::operator=(Lease&& other) noexcept {
    std::swap(slot_, other.slot_);
    return *this;
}

Lease::~Lease() {
    if (slot_ == nullptr) return;
    slot_->disconnect();  // before somebody else is granted its place
    slot_->pool.release(*slot_, false);
}

Connection& Lease::replace(std::unique_ptr<Connection> connection) noexcept {
    slot_->disconnect();
    slot_->connection = std::move(connection);
    slot_->interrupts.attach(*slot_->connection->stream);
    slot_->pool.opened();
    return *slot_->connection;
}

void Lease::give_back() {
    PoolSlot* slot = std::exchange(slot_, nullptr);
    slot->pool.release(*slot, true);
}

void PoolSlot::on_activity() noexcept {
    pool.drop_idle(*this);
}

Waiter::Waiter(Pool& pool, std::string_view origin, Gate& decided)
    : pool_(pool), decided_(decided) {
    pool_.enqueue(*this, origin);
}

Waiter::~Waiter() {
    (void)leave();
    // Granted to somebody who gave up meanwhile: nothing is wrong with the connection.
    if (lease_ && lease_.connection() != nullptr) lease_.give_back();
}

Answer Waiter::leave() {
    return pool_.leave(*this);
}

bool Pool::WaitsLonger::operator()(const PoolOrigin* one, const PoolOrigin* other) const noexcept {
    return one->waiters.front()->number_ < other->waiters.front()->number_;
}

Pool::Pool(const Limits& limits, bool is_shared) : limits_(limits), mutex_(is_shared) {}

Pool::~Pool() {
    close();
}

Answer Pool::try_acquire(std::string_view origin, Lease& lease) {
    const std::lock_guard lock(mutex_);
    return acquire(origin, lease);
}

Answer Pool::acquire(std::string_view name, Lease& lease) {
    if (closed_) return Answer::closed;
    close_expired();
    PoolOrigin& origin = find_or_add(name);
    if (!origin.idle.empty()) {
        lease = Lease(take_idle(origin.idle.back()));
        return Answer::granted;
    }
    // Nobody is overtaken who could be served as well.
    if (!eligible_.empty() || !has_room(origin)) return Answer::wait;
    if (open_ >= limits_.max_connections && !idle_.empty()) close_oldest();
    if (open_ >= limits_.max_connections) return Answer::wait;
    lease = Lease(add_slot(origin));
    return Answer::granted;
}

void Pool::enqueue(Waiter& waiter, std::string_view name) {
    const std::lock_guard lock(mutex_);
    waiter.answer_ = acquire(name, waiter.lease_);
    if (waiter.answer_ != Answer::wait) {
        waiter.decided_.open();
        return;
    }
    PoolOrigin& origin = find_or_add(name);
    waiter.origin_ = &origin;
    waiter.number_ = next_number_++;
    ++waiting_;
    update(origin, [&] { waiter.hook_ = origin.waiters.insert(origin.waiters.end(), &waiter); });
}

Answer Pool::leave(Waiter& waiter) {
    const std::lock_guard lock(mutex_);
    if (PoolOrigin* origin = std::exchange(waiter.origin_, nullptr)) {
        --waiting_;
        update(*origin, [&] { origin->waiters.erase(waiter.hook_); });
    }
    return waiter.answer_;
}

void Pool::opened() {
    const std::lock_guard lock(mutex_);
    ++opened_;
}

// Connections are closed under the lock, before their place is given away: otherwise there would be
// more of them, for a moment, than allowed.
void Pool::release(PoolSlot& slot, bool reusable) {
    const std::lock_guard lock(mutex_);
    reusable = reusable && !closed_;
    Waiter* next = first_waiter(*slot.origin);
    if (reusable && next != nullptr && next->origin_ == slot.origin) {
        grant(*next, slot);
        return;
    }
    if (!reusable || next != nullptr || limits_.max_keepalive_connections == 0) {
        remove_slot(slot);
        grant_places();
        return;
    }
    // Whatever follows a response would be taken for the answer to the next request.
    if (!slot.connection->stream->watch(&slot)) {
        remove_slot(slot);
        return;
    }
    keep(slot);
    if (idle_.size() > limits_.max_keepalive_connections) close_oldest();
}

void Pool::drop_idle(PoolSlot& slot) {
    const std::lock_guard lock(mutex_);
    remove_slot(take_idle(slot));
    grant_places();
}

PoolOrigin& Pool::find_or_add(std::string_view name) {
    if (const auto known = origins_.find(name); known != origins_.end()) return known->second;
    // Origins are forgotten now and then, not each time their last connection is closed.
    if (origins_.size() >= sweep_at_) {
        std::erase_if(origins_, [](const auto& item) { return item.second.is_unused(); });
        sweep_at_ = 2 * origins_.size() + 64;
    }
    return origins_.try_emplace(std::string(name)).first->second;
}

bool Pool::has_room(const PoolOrigin& origin) const noexcept {
    return !limits_.max_connections_per_host || origin.open < *limits_.max_connections_per_host;
}

/// Who is to have a place of `own` that gets free. Its own waiters can, whatever else is full.
Waiter* Pool::first_waiter(PoolOrigin& own) const noexcept {
    Waiter* first = own.waiters.empty() ? nullptr : own.waiters.front();
    if (eligible_.empty()) return first;
    Waiter* eligible = (*eligible_.begin())->waiters.front();
    return first == nullptr || eligible->number_ < first->number_ ? eligible : first;
}

template <class Change>
void Pool::update(PoolOrigin& origin, Change change) {
    const auto is_eligible = [&] { return !origin.waiters.empty() && has_room(origin); };
    if (is_eligible()) eligible_.erase(&origin);
    change();
    if (is_eligible()) eligible_.insert(&origin);
}

PoolSlot& Pool::add_slot(PoolOrigin& origin) {
    auto slot = std::make_unique<PoolSlot>(*this);
    slot->origin = &origin;
    update(origin, [&] { ++origin.open; });
    ++open_;
    busy_.push_back(*slot);
    return *slot.release();
}

void Pool::remove_slot(PoolSlot& slot) {
    busy_.erase(busy_.iterator_to(slot));
    --open_;
    update(*slot.origin, [&] { --slot.origin->open; });
    delete &slot;
}

void Pool::keep(PoolSlot& slot) {
    busy_.erase(busy_.iterator_to(slot));
    idle_.push_back(slot);
    slot.origin->idle.push_back(slot);
}

PoolSlot& Pool::take_idle(PoolSlot& slot) noexcept {
    slot.connection->stream->watch(nullptr);
    idle_.erase(idle_.iterator_to(slot));
    slot.origin->idle.erase(slot.origin->idle.iterator_to(slot));
    busy_.push_back(slot);
    return slot;
}

void Pool::close_oldest() {
    remove_slot(take_idle(idle_.front()));
}

void Pool::close_expired() {
    if (!limits_.keepalive_expiry || idle_.empty()) return;
    const auto now = Clock::now();
    while (!idle_.empty() && now - idle_.front().connection->last_used >= *limits_.keepalive_expiry)
        close_oldest();
}

void Pool::grant(Waiter& waiter, PoolSlot& slot) {
    PoolOrigin& origin = *std::exchange(waiter.origin_, nullptr);
    --waiting_;
    update(origin, [&] { origin.waiters.erase(waiter.hook_); });
    waiter.lease_ = Lease(slot);
    waiter.answer_ = Answer::granted;
    waiter.decided_.open();
}

void Pool::grant_places() {
    while (!closed_ && !eligible_.empty() && open_ < limits_.max_connections) {
        PoolOrigin& origin = **eligible_.begin();
        Waiter& waiter = *origin.waiters.front();
        grant(waiter, add_slot(origin));
    }
}

void Pool::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    while (!idle_.empty())
        close_oldest();
    for (PoolSlot& slot : busy_)
        slot.interrupts.interrupt(Interruption::closed);
    eligible_.clear();
    waiting_ = 0;
    for (auto& [name, origin] : origins_) {
        for (Waiter* waiter : origin.waiters) {
            waiter->origin_ = nullptr;
            waiter->answer_ = Answer::closed;
            waiter->decided_.open();
        }
        origin.waiters.clear();
    }
}

bool Pool::is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

PoolStats Pool::stats() const {
    const std::lock_guard lock(mutex_);
    return {.in_use = busy_.size(), .idle = idle_.size(), .waiting = waiting_, .opened = opened_};
}

std::size_t Pool::known_origins() const {
    const std::lock_guard lock(mutex_);
    return origins_.size();
}

}  // namespace curlew::engine
