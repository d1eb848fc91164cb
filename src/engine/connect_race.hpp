#pragma once

#include "engine/limit.hpp"
#include "engine/socket.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace curlew::engine {

/// Connects to the first address of several that answers (Happy Eyeballs, RFC 8305).
///
/// Addresses of both families take turns, beginning with the family of the first. Each attempt has
/// a head start of 250 ms over the next, or until it fails. Waits for nothing itself: whoever owns
/// the race waits for one of attempts() to become writable, or for next(), and calls advance().
class ConnectRace {
public:
    static constexpr auto head_start = std::chrono::milliseconds(250);

    struct Attempt {
        SocketAddress address;
        Socket socket;
    };

    explicit ConnectRace(const std::vector<SocketAddress>& addresses);

    /// Ends attempts that are over, and begins those that are due.
    void advance(Clock::time_point now);

    /// Somebody has won, or nobody can any more.
    [[nodiscard]] bool is_over() const noexcept {
        return won_ || (attempts_.empty() && waiting_.empty());
    }
    [[nodiscard]] bool is_won() const noexcept { return won_; }

    /// Those under way.
    [[nodiscard]] const std::vector<Attempt>& attempts() const noexcept { return attempts_; }

    /// When to call advance() at the latest; empty when only the attempts count.
    [[nodiscard]] Deadline next() const noexcept;

    /// The connected socket, which does not block. Only once the race is won.
    [[nodiscard]] Socket take_winner() noexcept { return std::move(winner_); }

    /// Why each attempt that is over failed, one after the other.
    [[nodiscard]] const std::string& failures() const noexcept { return failures_; }

private:
    void settle();
    void begin_next(Clock::time_point now);
    void win(Socket socket) noexcept;
    void note_failure(const SocketAddress& address, int error);

    std::vector<SocketAddress> waiting_;  // the next one last
    std::vector<Attempt> attempts_;
    Clock::time_point next_at_ = {};
    Socket winner_;
    bool won_ = false;
    std::string failures_;
};

}  // namespace curlew::engine
