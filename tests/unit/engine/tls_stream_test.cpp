#include "engine/tls.hpp"
#include "support/scripted_stream.hpp"
#include "testing/tls_context.hpp"
#include "testing/tls_engine.hpp"

#include <curlew/testing/certificates.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace curlew::engine {
namespace {

using testing::detail::TlsEngine;

/// Below the client's TLS: a server in the same thread. What it sends is read when the test lets it
/// through.
class Wire final : public Stream {
public:
    explicit Wire(SSL_CTX* server) : server_(server) {}

    /// Lets the client read so much of what the server has sent, at once.
    void let_through(std::size_t bytes = std::string::npos) {
        sent_ += server_.take_output();
        const std::size_t count = std::min(bytes, sent_.size());
        arrived_ += sent_.substr(0, count);
        sent_.erase(0, count);
    }
    [[nodiscard]] TlsEngine& server() noexcept { return server_; }

    IoResult read_some(std::span<char> into, std::optional<Duration>) override {
        if (arrived_.empty()) return {IoStatus::blocked, 0, {}};
        const std::size_t count = std::min(into.size(), arrived_.size());
        std::memcpy(into.data(), arrived_.data(), count);
        arrived_.erase(0, count);
        return {IoStatus::ok, count, {}};
    }
    IoResult write_some(std::string_view data, std::optional<Duration>) override {
        server_.receive(data);
        if (!server_.established()) server_.advance_handshake();
        return {IoStatus::ok, data.size(), {}};
    }
    [[nodiscard]] bool suspends() const noexcept override { return true; }
    Task<Wake> wait(Direction, Deadline) override { co_return Wake::ready; }
    [[nodiscard]] bool is_drained() const noexcept override { return arrived_.empty(); }
    [[nodiscard]] bool is_quiet() override { return arrived_.empty(); }
    bool watch(IdleObserver* observer) override {
        observer_ = observer;
        return observer == nullptr || arrived_.empty();
    }
    void interrupt() noexcept override {}

    /// Tells whoever watches an idle connection that something has come.
    void notify() {
        if (observer_ != nullptr) std::exchange(observer_, nullptr)->on_activity();
    }

private:
    TlsEngine server_;
    std::string sent_;
    std::string arrived_;
    IdleObserver* observer_ = nullptr;
};

/// A client and a server after their handshake.
class TlsStreamTest : public ::testing::Test {
protected:
    TlsStreamTest() {
        IoResult result = stream_.handshake({});
        while (result.status == IoStatus::blocked) {
            wire_.let_through();
            result = stream_.handshake({});
        }
        EXPECT_EQ(result.status, IoStatus::ok) << result.reason;
    }

    /// What the client reads now; in brackets, what it says instead of bytes.
    std::string read() {
        std::array<char, 64> buffer;
        const IoResult result = stream_.read_some(buffer, {});
        if (result.status == IoStatus::blocked) return "[blocked]";
        if (result.status == IoStatus::end) return "[end]";
        return {buffer.data(), result.bytes};
    }
    void send(std::string_view text) {
        EXPECT_EQ(wire_.server().write(text), TlsEngine::State::open);
    }

    const testing::CertificateAuthority authority_;
    testing::detail::TlsContext server_context_{{}, authority_.issue({.dns = {"localhost"}})};
    TlsContext context_{VerifySsl::ca_pem(authority_.pem())};
    std::unique_ptr<Wire> owned_ = std::make_unique<Wire>(server_context_.native());
    Wire& wire_ = *owned_;
    TlsStream stream_{std::move(owned_), context_, "localhost", true};
};

TEST_F(TlsStreamTest, ReadsWhatTheServerSends) {
    EXPECT_EQ(read(), "[blocked]");
    send("hello");
    EXPECT_EQ(read(), "[blocked]") << "it is still under way";
    wire_.let_through();
    EXPECT_EQ(read(), "hello");
    EXPECT_EQ(read(), "[blocked]");
    wire_.server().close_notify();
    wire_.let_through();
    EXPECT_EQ(read(), "[end]");
}

TEST_F(TlsStreamTest, IsQuietWhenAllWasRead) {
    send("answer");
    wire_.let_through();
    EXPECT_EQ(read(), "answer");
    EXPECT_TRUE(stream_.is_drained());
    EXPECT_TRUE(stream_.is_quiet());
    EXPECT_TRUE(stream_.watch(nullptr));
}

TEST_F(TlsStreamTest, IsNotAfterPartOfARecord) {
    send(std::string(100, 'x'));
    wire_.let_through();
    EXPECT_EQ(read().size(), 64u);
    EXPECT_FALSE(stream_.is_drained());
    EXPECT_FALSE(stream_.is_quiet());
}

TEST_F(TlsStreamTest, IsNotWhenAnotherRecordCameAlong) {
    send("answer");
    send("smuggled");
    wire_.let_through();
    EXPECT_EQ(read(), "answer");
    EXPECT_FALSE(stream_.is_drained());
    EXPECT_FALSE(stream_.is_quiet());
    struct Nobody final : IdleObserver {
        void on_activity() noexcept override {}
    } nobody;
    EXPECT_FALSE(stream_.watch(&nobody));
}

TEST_F(TlsStreamTest, IsNotWhenPartOfAnotherRecordCameAlong) {
    send("answer");
    wire_.let_through();
    send("smuggled");
    wire_.let_through(3);
    EXPECT_EQ(read(), "answer");
    EXPECT_FALSE(stream_.is_drained());
    EXPECT_FALSE(stream_.is_quiet());
}

TEST_F(TlsStreamTest, IsNotWhenTheServerSaidGoodbye) {
    send("answer");
    wire_.server().close_notify();
    wire_.let_through();
    EXPECT_EQ(read(), "answer");
    EXPECT_FALSE(stream_.is_quiet());
}

TEST_F(TlsStreamTest, IsQuietInSpiteOfSessionTickets) {
    wire_.let_through();  // with TLS 1.3 they follow the handshake
    EXPECT_TRUE(stream_.is_quiet());
    EXPECT_TRUE(stream_.is_drained());
}

TEST_F(TlsStreamTest, TellsAnObserverOfDataAndNotOfTickets) {
    struct Observer final : IdleObserver {
        void on_activity() noexcept override { ++told; }
        int told = 0;
    } observer;
    ASSERT_TRUE(stream_.watch(&observer));
    wire_.let_through();
    wire_.notify();
    EXPECT_EQ(observer.told, 0);
    send("smuggled");
    wire_.let_through();
    wire_.notify();
    EXPECT_EQ(observer.told, 1);
}

}  // namespace
}  // namespace curlew::engine
