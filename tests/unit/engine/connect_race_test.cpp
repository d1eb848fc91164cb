#include "engine/connect_race.hpp"

#include "engine/resolver.hpp"
#include "support/full_listener.hpp"

#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace curlew::engine {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

SocketAddress address(const std::string& host, std::uint16_t port) {
    return resolve_address(host, port).addresses.at(0);
}

std::uint16_t port_of(const SocketAddress& address) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(address.storage).sin_port);
}

std::uint16_t peer_port(const Socket& socket) {
    SocketAddress peer;
    peer.length = sizeof peer.storage;
    EXPECT_EQ(::getpeername(socket.fd(), reinterpret_cast<sockaddr*>(&peer.storage), &peer.length),
              0);
    return port_of(peer);
}

class ConnectRaceTest : public ::testing::Test {
protected:
    /// A port that nobody listens at.
    static std::uint16_t closed_port() { return testing::TestServer().port(); }

    /// Until it is over, in time that passes as fast as one likes.
    static void finish(ConnectRace& race, Clock::time_point now) {
        for (int i = 0; i < 100'000 && !race.is_over(); ++i)
            race.advance(now);
        ASSERT_TRUE(race.is_over());
    }

    const Clock::time_point start_ = Clock::now();
    testing::TestServer server_;
    testing::FullListener dead_;  // never answers
};

TEST_F(ConnectRaceTest, GivesEachAddressAHeadStart) {
    ConnectRace race({address("127.0.0.1", dead_.port()), address("127.0.0.1", server_.port())});
    race.advance(start_);
    EXPECT_EQ(race.attempts().size(), 1u);
    EXPECT_EQ(race.next(), start_ + 250ms);
    race.advance(start_ + 249ms);
    EXPECT_EQ(race.attempts().size(), 1u);
    EXPECT_FALSE(race.is_over());
    finish(race, start_ + 250ms);
    ASSERT_TRUE(race.is_won());
    EXPECT_EQ(peer_port(race.take_winner()), server_.port());
}

TEST_F(ConnectRaceTest, GoesOnAtOnceWhenAnAddressRefuses) {
    ConnectRace race({address("127.0.0.1", closed_port()), address("127.0.0.1", server_.port())});
    finish(race, start_);
    EXPECT_TRUE(race.is_won());
    EXPECT_THAT(race.failures(), HasSubstr("127.0.0.1: Connection refused"));
}

TEST_F(ConnectRaceTest, IsLostWhenNobodyAnswers) {
    ConnectRace race({address("127.0.0.1", closed_port()), address("::1", closed_port())});
    finish(race, start_);
    EXPECT_FALSE(race.is_won());
    EXPECT_THAT(race.failures(), HasSubstr("127.0.0.1: "));
    EXPECT_THAT(race.failures(), HasSubstr("; ::1: "));
}

TEST_F(ConnectRaceTest, LetsFamiliesTakeTurns) {
    const std::uint16_t port = closed_port();
    ConnectRace race({address("::1", port), address("::1", port), address("127.0.0.1", port),
                      address("127.0.0.2", port)});
    finish(race, start_);
    const std::string& failures = race.failures();
    const auto place = [&](const char* host) { return failures.find(host); };
    EXPECT_LT(place("::1"), place("127.0.0.1"));
    EXPECT_LT(place("127.0.0.1"), failures.rfind("::1: "));
    EXPECT_LT(failures.rfind("::1: "), place("127.0.0.2"));
}

TEST_F(ConnectRaceTest, NeedsAnAddress) {
    ConnectRace race({});
    race.advance(start_);
    EXPECT_TRUE(race.is_over());
    EXPECT_FALSE(race.is_won());
}

}  // namespace
}  // namespace curlew::engine
