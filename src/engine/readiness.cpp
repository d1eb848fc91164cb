#include "engine/readiness.hpp"

#include "engine/background.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <span>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <sys/epoll.h>

namespace curlew::engine {

namespace asio = boost::asio;

class Readiness::State : public std::enable_shared_from_this<State> {
public:
    explicit State(const asio::any_io_executor& executor)
        : background_(executor), epoll_(background_.starting_point()) {}

    [[nodiscard]] int add(int fd, ReadinessObserver& observer) {
        if (const int error = open(); error != 0) return error;
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        event.data.ptr = &observer;
        if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, fd, &event) != 0) return errno;
        ++watched_;
        wait();
        return 0;
    }

    void remove(int fd, const ReadinessObserver& observer) noexcept {
        ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, fd, nullptr);
        for (epoll_event& event : due_) {
            if (event.data.ptr == &observer) event.data.ptr = nullptr;
        }
        boost::system::error_code ignored;  // the wait ends sooner or later, then
        if (--watched_ == 0) epoll_.cancel(ignored);
    }

private:
    /// Not before it is needed: a client that sends nothing has no descriptor.
    [[nodiscard]] int open() {
        if (epoll_.is_open()) return 0;
        const int fd = ::epoll_create1(EPOLL_CLOEXEC);
        if (fd < 0) return errno;
        boost::system::error_code error;
        epoll_.assign(fd, error);
        if (error) ::close(fd);
        return error.value();
    }

    void wait() {
        if (std::exchange(waiting_, true)) return;
        epoll_.async_wait(asio::posix::descriptor_base::wait_read,
                          [self = shared_from_this()](const boost::system::error_code&) {
                              self->background_.finish([self] { self->on_ready(); });
                          });
        background_.started();
    }

    void on_ready() {
        waiting_ = false;
        tell();
        if (watched_ > 0) wait();
    }

    /// What does not fit is ready the next time, when others have had their turn.
    void tell() noexcept {
        const int count = ::epoll_wait(epoll_.native_handle(), events_.data(),
                                       static_cast<int>(events_.size()), 0);
        due_ = std::span(events_).first(static_cast<std::size_t>(std::max(count, 0)));
        while (!due_.empty()) {
            const epoll_event event = due_.front();
            due_ = due_.subspan(1);
            if (event.data.ptr == nullptr) continue;  // an earlier one removed it
            static_cast<ReadinessObserver*>(event.data.ptr)->on_ready(event.events);
        }
    }

    const Background background_;
    asio::posix::stream_descriptor epoll_;
    std::size_t watched_ = 0;
    bool waiting_ = false;
    std::array<epoll_event, 128> events_;
    std::span<epoll_event> due_;  // of events_, those that nobody was told of yet
};

Readiness::Readiness(const asio::any_io_executor& executor)
    : state_(std::make_shared<State>(executor)) {}

int Readiness::add(int fd, ReadinessObserver& observer) {
    return state_->add(fd, observer);
}

void Readiness::remove(int fd, const ReadinessObserver& observer) noexcept {
    state_->remove(fd, observer);
}

}  // namespace curlew::engine
