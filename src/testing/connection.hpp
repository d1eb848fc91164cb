#pragma once

#include "testing/channel.hpp"
#include "testing/ledger.hpp"
#include "testing/playbook.hpp"
#include "testing/request_reader.hpp"
#include "testing/tls_context.hpp"

#include <curlew/testing/script.hpp>
#include <curlew/testing/server_response.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace curlew::testing::detail {

/// What the connections of one server share.
struct ServerState {
    Playbook playbook;
    Ledger ledger;
    std::unique_ptr<TlsContext> tls;  ///< nullptr: plain
    std::size_t body_limit;
};

/// One accepted connection, from the first byte to the last. Lives on the server's thread.
class Connection {
public:
    Connection(ServerState& server, boost::asio::ip::tcp::socket socket);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// Serves until the client or the server has enough.
    boost::asio::awaitable<void> run();

    /// Ends run(), whatever it waits for, when emitted.
    boost::asio::cancellation_signal stop;

    [[nodiscard]] bool is_idle() const noexcept { return idle_; }

    /// Makes an idle connection close.
    /// @param closed released when it has, or when a request came first after all
    void close_idle(std::shared_ptr<void> closed);

private:
    using Done = RequestReader::Result;

    boost::asio::awaitable<void> serve();
    boost::asio::awaitable<bool> handshake();
    boost::asio::awaitable<bool> wait_for_client();
    boost::asio::awaitable<bool> serve_request();
    boost::asio::awaitable<bool> answer(const Handler& handler);
    boost::asio::awaitable<void> refuse(Done reason);

    boost::asio::awaitable<bool> play(const Script& script);
    boost::asio::awaitable<bool> perform(const Script::Step& step);
    boost::asio::awaitable<bool> next_head();
    boost::asio::awaitable<bool> next_body();
    boost::asio::awaitable<void> trickle(const Script::Step& step);
    boost::asio::awaitable<void> ignore_client();
    boost::asio::awaitable<bool> wait(std::chrono::nanoseconds delay, std::optional<Latch> latch);
    boost::asio::awaitable<void> linger();

    void identify_request();
    void note_request();

    ServerState& server_;
    Channel channel_;
    RequestReader reader_;
    const std::size_t number_;
    std::optional<TlsSession> tls_;
    std::shared_ptr<void> close_wanted_;
    bool idle_ = false;
    bool head_is_fresh_ = false;       // read for routing, but not yet by a step of the script
    bool request_is_unnoted_ = false;  // read, but not yet in the ledger
};

}  // namespace curlew::testing::detail
