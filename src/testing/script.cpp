#include <curlew/testing/script.hpp>

#include <utility>

namespace curlew::testing {

Script Script::then(Step step) const {
    Script longer = *this;
    longer.steps_.push_back(std::move(step));
    return longer;
}

Script Script::read_head() const {
    return then({.action = Action::read_head});
}
Script Script::read_body() const {
    return then({.action = Action::read_body});
}
Script Script::read_request() const {
    return then({.action = Action::read_request});
}

Script Script::send(std::string bytes) const {
    return then({.action = Action::send, .bytes = std::move(bytes)});
}

Script Script::trickle(std::string bytes, std::chrono::nanoseconds interval) const {
    return then({.action = Action::trickle, .bytes = std::move(bytes), .time = interval});
}

Script Script::pause(std::chrono::nanoseconds duration) const {
    return then({.action = Action::pause, .time = duration});
}

Script Script::wait(Latch latch) const {
    return then({.action = Action::wait, .latch = std::move(latch)});
}

Script Script::release(Latch latch) const {
    return then({.action = Action::release, .latch = std::move(latch)});
}

Script Script::tls_handshake() const {
    return then({.action = Action::tls_handshake});
}
Script Script::hang() const {
    return then({.action = Action::hang});
}
Script Script::stall() const {
    return then({.action = Action::stall});
}
Script Script::half_close() const {
    return then({.action = Action::half_close});
}
Script Script::close() const {
    return then({.action = Action::close});
}
Script Script::abandon() const {
    return then({.action = Action::abandon});
}
Script Script::reset() const {
    return then({.action = Action::reset});
}

}  // namespace curlew::testing
