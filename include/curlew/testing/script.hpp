#pragma once

#include <curlew/testing/latch.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace curlew::testing {

/// What the server does on one connection, step by step and byte for byte: for everything that a
/// well-behaved server would not do.
///
/// A value: each function returns a script with one more step and leaves the original as it is, so
/// that a common beginning can be shared. When the steps are done and the connection is still open,
/// normal serving goes on. If the client closes, or cannot be written to, the script ends there.
///
/// @code
/// // Half a body, then the end of the connection.
/// server.script("/cut", Script()
///                           .read_request()
///                           .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
///                           .close());
/// // A head that arrives byte by byte, and never whole.
/// server.script("/slow", Script().read_request().trickle("HTTP/1.1 200 O").hang());
/// @endcode
class Script {
public:
    /// Reads a request up to the end of its head.
    [[nodiscard]] Script read_head() const;

    /// Reads the body of the request whose head was read last.
    [[nodiscard]] Script read_body() const;

    /// Reads a request, head and body. `Expect: 100-continue` is not answered: send() what you
    /// want.
    [[nodiscard]] Script read_request() const;

    /// Sends these bytes as they are; through TLS where that was established.
    [[nodiscard]] Script send(std::string bytes) const;

    /// Sends each byte in a write of its own (TCP_NODELAY, and a TLS record each), with this much
    /// time between two.
    [[nodiscard]] Script trickle(std::string bytes, std::chrono::nanoseconds interval =
                                                        std::chrono::nanoseconds::zero()) const;

    /// Waits for that long. The client's closing is noticed.
    [[nodiscard]] Script pause(std::chrono::nanoseconds duration) const;

    /// Waits until the test releases the latch. The client's closing is noticed.
    [[nodiscard]] Script wait(Latch latch) const;

    /// Tells the test that the script came this far: releases the latch.
    [[nodiscard]] Script release(Latch latch) const;

    /// TLS handshake, for on_connect() of a TLS server: later steps speak TLS.
    [[nodiscard]] Script tls_handshake() const;

    /// Reads and ignores what comes, answers nothing, until the client closes or the server stops.
    [[nodiscard]] Script hang() const;

    /// Neither reads nor writes until the server stops: a client with enough to send blocks.
    [[nodiscard]] Script stall() const;

    /// Ends the sending direction (close_notify on TLS, then FIN), and goes on with the script.
    [[nodiscard]] Script half_close() const;

    /// Closes in the regular way: close_notify on TLS, then FIN. What had arrived is read first,
    /// since the system would turn the FIN into a RST otherwise; what arrives later meets a RST.
    [[nodiscard]] Script close() const;

    /// Closes with FIN, without the close_notify that TLS asks for: a truncation attack. The same
    /// as close() on a plain connection.
    [[nodiscard]] Script abandon() const;

    /// Closes with RST (SO_LINGER 0). The client may lose what was sent before.
    [[nodiscard]] Script reset() const;

    enum class Action {
        read_head,
        read_body,
        read_request,
        send,
        trickle,
        pause,
        wait,
        release,
        tls_handshake,
        hang,
        stall,
        half_close,
        close,
        abandon,
        reset,
    };

    struct Step {
        Action action;
        std::string bytes = {};
        std::chrono::nanoseconds time = std::chrono::nanoseconds::zero();
        std::optional<Latch> latch = std::nullopt;
    };

    [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }

private:
    [[nodiscard]] Script then(Step step) const;

    std::vector<Step> steps_;
};

}  // namespace curlew::testing
