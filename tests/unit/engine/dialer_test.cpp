#include "engine/dialer.hpp"

#include "engine/async_io.hpp"
#include "engine/blocking_io.hpp"
#include "support/full_listener.hpp"

#include <curlew/errors.hpp>
#include <curlew/testing/latch.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace curlew::engine {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::Latch;

/// Dials on an event loop of its own, waiting in either way.
class DialerTest : public ::testing::TestWithParam<bool> {
protected:
    DialerTest() {
        if (GetParam()) {
            io_ = std::make_unique<AsyncIo>(loop_.get_executor());
        } else {
            io_ = std::make_unique<BlockingIo>();
        }
    }

    /// What came of it; throws what the dialer does.
    std::unique_ptr<Stream> dial(Dialer& dialer, const std::string& url, Duration patience = 20s) {
        const Url target = Url::parse(url);
        std::unique_ptr<Stream> stream;
        std::exception_ptr error;
        asio::co_spawn(
            loop_, dialer.dial(target, {.patience = patience}, interrupts_),
            asio::bind_cancellation_slot(
                cancel_.slot(), [&](std::exception_ptr thrown, std::unique_ptr<Stream> opened) {
                    error = std::move(thrown);
                    stream = std::move(opened);
                }));
        loop_.restart();
        loop_.run_for(20s);
        if (error) std::rethrow_exception(error);
        return stream;
    }

    asio::io_context loop_{1};
    asio::cancellation_signal cancel_;
    InterruptPoint interrupts_;
    std::unique_ptr<Io> io_;
};
INSTANTIATE_TEST_SUITE_P(Io, DialerTest, ::testing::Bool(),
                         [](const auto& param) { return param.param ? "Suspending" : "Blocking"; });

/// Looks up any name as these addresses.
Resolver::LookUp always(std::vector<SocketAddress> addresses) {
    return [addresses](const std::string&, std::uint16_t) {
        return Resolution{.addresses = addresses};
    };
}

/// A look-up that takes as long as the latch is closed.
Resolver::LookUp when(const Latch& latch) {
    return [latch](const std::string&, std::uint16_t) {
        EXPECT_TRUE(latch.wait_for(20s));
        return Resolution{.reason = "too late"};
    };
}

SocketAddress address(std::uint16_t port) {
    return resolve_address("127.0.0.1", port).addresses.at(0);
}

TEST_P(DialerTest, ReachesALiveAddressBehindADeadOne) {
    const testing::FullListener dead;
    const testing::TestServer server;
    Dialer dialer(*io_, false, always({address(dead.port()), address(server.port())}));
    EXPECT_NE(dial(dialer, "http://example.com/"), nullptr);
}

TEST_P(DialerTest, LimitsTheTimeForLookingUp) {
    const Latch never;
    Dialer dialer(*io_, false, when(never));
    try {
        (void)dial(dialer, "http://example.com/", 20ms);
        FAIL();
    } catch (const ConnectTimeoutError& error) {
        EXPECT_EQ(error.phase(), Phase::resolve);
    }
    never.release();
}

TEST_P(DialerTest, CanBeInterruptedWhileLookingUp) {
    const Latch never;
    const Latch asked;
    Dialer dialer(*io_, false, [never, asked](const std::string&, std::uint16_t) {
        asked.release();
        EXPECT_TRUE(never.wait_for(20s));
        return Resolution{};
    });
    std::jthread closer([&] {
        EXPECT_TRUE(asked.wait_for(20s));
        // Where requests are suspended, it is the executor that ends them.
        const auto interrupt = [this] { interrupts_.interrupt(Interruption::closed); };
        GetParam() ? asio::post(loop_, interrupt) : interrupt();
    });
    try {
        (void)dial(dialer, "http://example.com/");
        FAIL();
    } catch (const CancelledError& error) {
        EXPECT_EQ(error.phase(), Phase::resolve);
    }
    never.release();
}

TEST_P(DialerTest, SaysThatThereIsNoSuchHost) {
    Dialer dialer(*io_, false, [](const std::string&, std::uint16_t) {
        return Resolution{.reason = "never heard of it"};
    });
    EXPECT_THROW((void)dial(dialer, "http://example.com/"), DnsError);
}

TEST(AsyncDialer, CanBeCancelledWhileLookingUpAndKeepsTheLoopFree) {
    asio::io_context loop(1);
    AsyncIo io(loop.get_executor());
    const Latch never;
    Dialer dialer(io, false, when(never));
    InterruptPoint interrupts;
    asio::cancellation_signal cancel;
    std::exception_ptr error;
    const Url url = Url::parse("http://example.com/");
    asio::co_spawn(loop, dialer.dial(url, {}, interrupts),
                   asio::bind_cancellation_slot(
                       cancel.slot(), [&](std::exception_ptr thrown,
                                          const std::unique_ptr<Stream>&) { error = thrown; }));
    // The loop gets to this although the look-up hangs.
    asio::post(loop,
               [&] { asio::post(loop, [&] { cancel.emit(asio::cancellation_type::terminal); }); });
    loop.run_for(20s);
    ASSERT_TRUE(error);
    try {
        std::rethrow_exception(error);
    } catch (const CancelledError& cancelled) {
        EXPECT_EQ(cancelled.phase(), Phase::resolve);
    }
    never.release();
}

}  // namespace
}  // namespace curlew::engine
