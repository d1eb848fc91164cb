#include "engine/resolver.hpp"

#include "engine/failure.hpp"

#include <cerrno>
#include <cstring>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>

namespace curlew::engine {
namespace {

using Key = std::pair<std::string, std::uint16_t>;

Resolution look_up(const std::string& host, std::uint16_t port, int flags) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | flags;
    addrinfo* list = nullptr;
    const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
    const int system_error = errno;
    if (error != 0) {
        return {.reason =
                    error == EAI_SYSTEM ? system_message(system_error) : ::gai_strerror(error)};
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);
    Resolution found;
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        SocketAddress& address = found.addresses.emplace_back();
        std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
        address.length = entry->ai_addrlen;
    }
    return found;
}

}  // namespace

Resolution resolve_address(const std::string& host, std::uint16_t port) {
    return look_up(host, port, AI_NUMERICHOST);
}

Resolution resolve_by_system(const std::string& host, std::uint16_t port) {
    return look_up(host, port, AI_ADDRCONFIG);
}

/// A look-up and those who wait for it.
class Resolver::Job {
public:
    Job(Key asked, std::shared_ptr<State> owner) : key(std::move(asked)), state(std::move(owner)) {}

    const Key key;
    const std::shared_ptr<State> state;
    // The state's mutex guards the rest.
    std::optional<Resolution> result;
    std::vector<Gate*> waiting;
};

struct Resolver::State {
    LookUp look_up;
    std::mutex mutex;
    std::map<Key, std::shared_ptr<Job>> unfinished;
    std::deque<std::shared_ptr<Job>> queue;
    int threads = 0;

    void finish(Job& job, Resolution found) {
        unfinished.erase(job.key);
        job.result = std::move(found);
        for (Gate* gate : job.waiting)
            gate->open_from_elsewhere();
    }
};

Resolver::Resolver(LookUp look_up) : state_(std::make_shared<State>()) {
    state_->look_up = std::move(look_up);
}

Resolver::~Resolver() {
    const std::lock_guard lock(state_->mutex);
    state_->queue.clear();
    state_->unfinished.clear();
}

void Resolver::work(const std::shared_ptr<State>& state) {
    std::unique_lock lock(state->mutex);
    while (!state->queue.empty()) {
        const std::shared_ptr<Job> job = state->queue.front();
        state->queue.pop_front();
        lock.unlock();
        Resolution found;
        try {
            found = state->look_up(job->key.first, job->key.second);
        } catch (const std::exception& error) {
            found.reason = error.what();
        }
        lock.lock();
        state->finish(*job, std::move(found));
    }
    --state->threads;
}

Resolver::Query::Query(Resolver& resolver, const std::string& host, std::uint16_t port, Gate& done)
    : done_(done) {
    const std::shared_ptr<State>& state = resolver.state_;
    const std::lock_guard lock(state->mutex);
    std::shared_ptr<Job>& entry = state->unfinished[Key(host, port)];
    const bool is_new = entry == nullptr;
    if (is_new) entry = std::make_shared<Job>(Key(host, port), state);
    job_ = entry;
    job_->waiting.push_back(&done_);
    if (!is_new) return;
    state->queue.push_back(job_);
    if (state->threads >= most_threads) return;
    try {
        std::thread([state] { work(state); }).detach();
        ++state->threads;
    } catch (const std::system_error& error) {
        if (state->threads > 0) return;  // another one will come to it
        state->queue.pop_back();
        state->finish(*job_, {.reason = std::string("no thread to look it up: ") + error.what()});
    }
}

Resolver::Query::~Query() {
    const std::lock_guard lock(job_->state->mutex);
    std::erase(job_->waiting, &done_);
}

Resolution Resolver::Query::result() const {
    const std::lock_guard lock(job_->state->mutex);
    return job_->result.value_or(Resolution{});
}

}  // namespace curlew::engine
