#include "engine/pool.hpp"

#include <condition_variable>
#include <utility>

namespace curlew::engine {

Lease::Lease(Pool& pool, std::string_view origin, std::unique_ptr<Connection> connection)
    : pool_(&pool), origin_(origin), connection_(std::move(connection)) {}

Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)),
      origin_(std::move(other.origin_)),
      connection_(std::move(other.connection_)) {}

Lease& Lease::operator=(Lease&& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(origin_, other.origin_);
    std::swap(connection_, other.connection_);
    return *this;
}

Lease::~Lease() {
    if (pool_ == nullptr) return;
    connection_.reset();  // before somebody else is granted its place
    pool_->release(origin_, nullptr);
}

Connection& Lease::replace(std::unique_ptr<Connection> connection) noexcept {
    connection_ = std::move(connection);
    return *connection_;
}

void Lease::give_back() {
    std::exchange(pool_, nullptr)->release(origin_, std::move(connection_));
}

/// A thread that waits, on its own stack. The pool's mutex guards it.
struct Pool::Waiter {
    std::string_view origin;
    std::condition_variable granted = {};
    bool is_granted = false;
    std::unique_ptr<Connection> connection = nullptr;
};

Grant Pool::acquire(std::string_view origin, Deadline deadline) {
    std::unique_lock lock(mutex_);
    if (closed_) return {.refusal = Refusal::closed};
    close_expired(Clock::now());
    if (auto connection = take_idle(origin)) return {Lease(*this, origin, std::move(connection))};
    if (waiters_.empty()) {
        if (open_ >= limits_.max_connections && !idle_.empty()) close_oldest();
        if (open_ < limits_.max_connections) {
            ++open_;
            return {Lease(*this, origin, nullptr)};
        }
    }
    Waiter self{.origin = origin};
    const auto place = waiters_.insert(waiters_.end(), &self);
    const auto decided = [&] { return self.is_granted || closed_; };
    if (deadline) {
        self.granted.wait_until(lock, *deadline, decided);
    } else {
        self.granted.wait(lock, decided);
    }
    if (self.is_granted) return {Lease(*this, origin, std::move(self.connection))};
    waiters_.erase(place);
    return {.refusal = closed_ ? Refusal::closed : Refusal::timed_out};
}

// Connections are closed under the lock, before their place is given away: otherwise there would be
// more of them, for a moment, than allowed.
void Pool::release(std::string_view origin, std::unique_ptr<Connection> reusable) {
    const std::lock_guard lock(mutex_);
    if (!waiters_.empty() && !closed_) {
        Waiter& next = *waiters_.front();
        waiters_.pop_front();
        if (next.origin == origin) next.connection = std::move(reusable);
        reusable.reset();
        next.is_granted = true;
        next.granted.notify_one();
        return;
    }
    if (!reusable || closed_ || limits_.max_keepalive_connections == 0) {
        reusable.reset();
        --open_;
        return;
    }
    keep(origin, std::move(reusable), Clock::now());
    if (idle_.size() > limits_.max_keepalive_connections) close_oldest();
}

void Pool::keep(std::string_view origin, std::unique_ptr<Connection> connection,
                Clock::time_point now) {
    auto entry = by_origin_.find(origin);
    if (entry == by_origin_.end()) {
        // Origins are forgotten now and then, not each time their last connection is in use.
        if (by_origin_.size() >= sweep_at_) {
            std::erase_if(by_origin_, [](const auto& item) { return item.second.empty(); });
            sweep_at_ = 2 * by_origin_.size() + 64;
        }
        entry = by_origin_.try_emplace(std::string(origin)).first;
    }
    idle_.push_back({std::move(connection), entry->first, now});
    entry->second.push_back(std::prev(idle_.end()));
}

std::unique_ptr<Connection> Pool::take_idle(std::string_view origin) {
    const auto entry = by_origin_.find(origin);
    if (entry == by_origin_.end() || entry->second.empty()) return nullptr;
    const auto newest = entry->second.back();
    entry->second.pop_back();
    auto connection = std::move(newest->connection);
    idle_.erase(newest);
    return connection;
}

void Pool::close_oldest() {
    // The oldest of all is the oldest of its origin.
    by_origin_.find(idle_.front().origin)->second.pop_front();
    idle_.pop_front();
    --open_;
}

void Pool::close_expired(Clock::time_point now) {
    if (!limits_.keepalive_expiry) return;
    while (!idle_.empty() && now - idle_.front().since >= *limits_.keepalive_expiry)
        close_oldest();
}

void Pool::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    open_ -= idle_.size();
    by_origin_.clear();
    idle_.clear();
    for (Waiter* waiter : waiters_)
        waiter->granted.notify_one();
}

bool Pool::is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

std::size_t Pool::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiters_.size();
}

std::size_t Pool::known_origins() const {
    const std::lock_guard lock(mutex_);
    return by_origin_.size();
}

}  // namespace curlew::engine
