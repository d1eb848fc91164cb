#include "engine/resolver.hpp"

#include "engine/failure.hpp"

#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

#include <netdb.h>
#include <netinet/in.h>

namespace curlew::engine {
namespace {

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

/// Shared with the thread that looks up, so that either side may leave first.
struct LookUp {
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Resolution> result;
};

}  // namespace

Resolution resolve(const std::string& host, std::uint16_t port, Deadline deadline) {
    if (Resolution literal = look_up(host, port, AI_NUMERICHOST); !literal.addresses.empty()) {
        return literal;
    }
    const auto look_up_state = std::make_shared<LookUp>();
    try {
        std::thread([look_up_state, host, port] {
            Resolution found = look_up(host, port, AI_ADDRCONFIG);
            const std::lock_guard lock(look_up_state->mutex);
            look_up_state->result = std::move(found);
            look_up_state->done.notify_one();
        }).detach();
    } catch (const std::system_error& error) {
        return {.reason = std::string("no thread to look it up: ") + error.what()};
    }
    std::unique_lock lock(look_up_state->mutex);
    const auto finished = [&] { return look_up_state->result.has_value(); };
    if (!deadline) {
        look_up_state->done.wait(lock, finished);
    } else if (!look_up_state->done.wait_until(lock, *deadline, finished)) {
        return {.timed_out = true};
    }
    return std::move(*look_up_state->result);
}

}  // namespace curlew::engine
