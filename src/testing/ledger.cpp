#include "testing/ledger.hpp"

#include <stdexcept>

namespace curlew::testing::detail {

std::size_t Ledger::connection_opened() {
    const std::lock_guard lock(mutex_);
    ++open_connections_;
    changed_.notify_all();
    return ++connection_count_;
}

void Ledger::connection_closed() {
    const std::lock_guard lock(mutex_);
    --open_connections_;
    changed_.notify_all();
}

void Ledger::tls_established(bool resumed) {
    const std::lock_guard lock(mutex_);
    ++tls_handshakes_;
    if (resumed) ++tls_resumptions_;
}

void Ledger::request_received(const ServerRequest& request) {
    const std::lock_guard lock(mutex_);
    ++request_count_;
    if (keep_requests_) requests_.push_back(request);
    changed_.notify_all();
}

std::vector<ServerRequest> Ledger::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

ServerRequest Ledger::last_request() const {
    const std::lock_guard lock(mutex_);
    if (requests_.empty()) throw std::out_of_range("the server has recorded no request");
    return requests_.back();
}

void Ledger::clear_requests() {
    const std::lock_guard lock(mutex_);
    requests_.clear();
    request_count_ = 0;
    changed_.notify_all();
}

std::size_t Ledger::read(const std::size_t& counter) const {
    const std::lock_guard lock(mutex_);
    return counter;
}

std::size_t Ledger::request_count() const {
    return read(request_count_);
}
std::size_t Ledger::connection_count() const {
    return read(connection_count_);
}
std::size_t Ledger::open_connections() const {
    return read(open_connections_);
}
std::size_t Ledger::tls_handshakes() const {
    return read(tls_handshakes_);
}
std::size_t Ledger::tls_resumptions() const {
    return read(tls_resumptions_);
}

bool Ledger::wait_for_requests(std::size_t count, std::chrono::nanoseconds timeout) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] { return request_count_ >= count; });
}

bool Ledger::wait_for_open_connections(std::size_t count, std::chrono::nanoseconds timeout) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] { return open_connections_ == count; });
}

}  // namespace curlew::testing::detail
