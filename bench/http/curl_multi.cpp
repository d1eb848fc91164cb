// libcurl's multi interface with its socket callbacks over epoll: the set-up that its documentation
// recommends for many transfers at a time.

#include "common/contender.hpp"
#include "http/curl_request.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <sys/epoll.h>
#include <unistd.h>

namespace {

void check(CURLMcode result) {
    if (result != CURLM_OK) bench::fail(curl_multi_strerror(result));
}

class EventLoop {
public:
    EventLoop() : epoll_(::epoll_create1(0)), multi_(curl_multi_init(), curl_multi_cleanup) {
        if (epoll_ < 0) bench::fail("no epoll");
        check(curl_multi_setopt(handle(), CURLMOPT_SOCKETFUNCTION, &EventLoop::on_socket));
        check(curl_multi_setopt(handle(), CURLMOPT_SOCKETDATA, this));
        check(curl_multi_setopt(handle(), CURLMOPT_TIMERFUNCTION, &EventLoop::on_timer));
        check(curl_multi_setopt(handle(), CURLMOPT_TIMERDATA, this));
    }

    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop() {
        multi_.reset();
        ::close(epoll_);
    }

    void add(CURL* request) { check(curl_multi_add_handle(handle(), request)); }
    void remove(CURL* request) { check(curl_multi_remove_handle(handle(), request)); }

    /// Waits, and lets libcurl act on what happened.
    void turn() {
        std::array<epoll_event, 64> events{};
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                       milliseconds_left());
        if (count < 0 && errno != EINTR) bench::fail("epoll_wait failed");
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            act(event.data.fd, selected(event.events));
        }
        if (timer_ && Clock::now() >= *timer_) {
            // The timer goes off once: libcurl sets it again if it wants to be called again.
            // Left standing, a time that has passed would turn the loop into a busy one.
            timer_.reset();
            act(CURL_SOCKET_TIMEOUT, 0);
        }
    }

    /// The next transfer that ended, or nothing.
    const CURLMsg* ended() {
        int left = 0;
        return curl_multi_info_read(handle(), &left);
    }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] CURLM* handle() const { return multi_.get(); }

    [[nodiscard]] int milliseconds_left() const {
        if (!timer_) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Clock::now());
        return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
    }

    static int selected(std::uint32_t events) {
        int selected = 0;
        if ((events & EPOLLIN) != 0U) selected |= CURL_CSELECT_IN;
        if ((events & EPOLLOUT) != 0U) selected |= CURL_CSELECT_OUT;
        if ((events & (EPOLLERR | EPOLLHUP)) != 0U) selected |= CURL_CSELECT_ERR;
        return selected;
    }

    void act(curl_socket_t socket, int events) {
        int running = 0;
        check(curl_multi_socket_action(handle(), socket, events, &running));
    }

    static int on_socket(CURL* /*request*/, curl_socket_t socket, int what, void* self,
                         void* /*socket_data*/) {
        const int epoll = static_cast<EventLoop*>(self)->epoll_;
        epoll_event event{};
        event.data.fd = socket;
        if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
        if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
        if (what == CURL_POLL_REMOVE) {
            ::epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
        } else if (::epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) != 0) {
            ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
        }
        return 0;
    }

    static int on_timer(CURLM* /*multi*/, long timeout_ms, void* self) {
        std::optional<Clock::time_point>& timer = static_cast<EventLoop*>(self)->timer_;
        timer.reset();
        if (timeout_ms >= 0) timer = Clock::now() + std::chrono::milliseconds(timeout_ms);
        return 0;
    }

    int epoll_;
    std::optional<Clock::time_point> timer_;
    // Its clean-up may still call back, so it goes before what the callbacks use.
    std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi_;
};

struct Loop {
    Loop(const bench::Options& options, bench::Tally& its_tally)
        : tally(its_tally), request(options) {
        curl_easy_setopt(request.handle(), CURLOPT_PRIVATE, this);
    }

    bench::Tally& tally;
    bench::CurlRequest request;
};

void event_loop(const bench::Options& options, std::vector<bench::Tally>& tallies) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    EventLoop events;
    std::size_t under_way = 0;
    const auto start = [&](Loop& loop) {
        if (!loop.tally.next()) return;
        loop.request.begin();
        events.add(loop.request.handle());
        ++under_way;
    };
    std::vector<std::unique_ptr<Loop>> loops;
    for (bench::Tally& tally : tallies) {
        start(*loops.emplace_back(std::make_unique<Loop>(options, tally)));
    }
    while (under_way > 0) {
        events.turn();
        while (const CURLMsg* message = events.ended()) {
            if (message->msg != CURLMSG_DONE) continue;
            CURL* request = message->easy_handle;
            const CURLcode result = message->data.result;
            Loop* loop = nullptr;
            curl_easy_getinfo(request, CURLINFO_PRIVATE, &loop);
            events.remove(request);
            --under_way;
            loop->request.finish(result, loop->tally);
            start(*loop);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.event_loop = event_loop, .tls = true});
}
