#include "engine/connect_race.hpp"

#include "engine/failure.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <poll.h>

namespace curlew::engine {
namespace {

/// Both families in turn, each in the order given (RFC 8305 section 4).
std::vector<SocketAddress> interleaved(const std::vector<SocketAddress>& addresses) {
    if (addresses.empty()) return {};
    std::vector<SocketAddress> first;
    std::vector<SocketAddress> second;
    for (const SocketAddress& address : addresses) {
        const bool is_first = address.storage.ss_family == addresses.front().storage.ss_family;
        (is_first ? first : second).push_back(address);
    }
    std::vector<SocketAddress> all;
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size()) all.push_back(first[i]);
        if (i < second.size()) all.push_back(second[i]);
    }
    return all;
}

bool is_writable(int fd) {
    pollfd entry{fd, POLLOUT, 0};
    return ::poll(&entry, 1, 0) > 0;
}

}  // namespace

ConnectRace::ConnectRace(const std::vector<SocketAddress>& addresses)
    : waiting_(interleaved(addresses)) {
    std::ranges::reverse(waiting_);
}

void ConnectRace::advance(Clock::time_point now) {
    settle();
    while (!won_ && !waiting_.empty() && (attempts_.empty() || now >= next_at_))
        begin_next(now);
}

void ConnectRace::settle() {
    for (auto attempt = attempts_.begin(); attempt != attempts_.end() && !won_;) {
        if (!is_writable(attempt->socket.fd())) {
            ++attempt;
            continue;
        }
        if (const int error = attempt->socket.connect_error(); error != 0) {
            note_failure(attempt->address, error);
            next_at_ = {};
        } else {
            win(std::move(attempt->socket));
        }
        attempt = attempts_.erase(attempt);
    }
}

void ConnectRace::begin_next(Clock::time_point now) {
    const SocketAddress address = waiting_.back();
    waiting_.pop_back();
    auto [socket, error] = Socket::connect(address);
    if (error == 0) {
        win(std::move(socket));
    } else if (error == EINPROGRESS) {
        attempts_.push_back({address, std::move(socket)});
        next_at_ = now + head_start;
    } else {
        note_failure(address, error);
    }
}

void ConnectRace::win(Socket socket) noexcept {
    winner_ = std::move(socket);
    won_ = true;
}

Deadline ConnectRace::next() const noexcept {
    return waiting_.empty() ? Deadline() : next_at_;
}

void ConnectRace::note_failure(const SocketAddress& address, int error) {
    if (!failures_.empty()) failures_ += "; ";
    failures_ += address.text() + ": " + system_message(error);
}

}  // namespace curlew::engine
