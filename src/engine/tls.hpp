#pragma once

#include "engine/limit.hpp"
#include "engine/stream.hpp"

#include <curlew/verify.hpp>

#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;
struct ssl_st;
struct bio_st;

namespace curlew::engine {

/// What all TLS connections of a client share: trusted certificates, versions, options.
///
/// The system's certificates are read when the first connection needs them, and only once: parsing
/// them takes longer than the handshake.
class TlsContext {
public:
    /// @throws ConfigurationError if a CA file or text is given that cannot be read
    explicit TlsContext(VerifySsl verify);

    /// @throws TlsError if the system's certificates cannot be loaded
    [[nodiscard]] ssl_ctx_st* get();

private:
    struct Free {
        void operator()(ssl_ctx_st* context) const noexcept;
    };

    VerifySsl verify_;
    std::unique_ptr<ssl_ctx_st, Free> context_;
    std::once_flag system_certificates_;
};

/// TLS over any other stream: OpenSSL works on memory, so that the stream below may be of any kind.
class TlsStream final : public Stream, private IdleObserver {
public:
    TlsStream(std::unique_ptr<Stream> below, TlsContext& context, std::string host, bool verify);

    /// To be done before anything else. Until it returns something other than `blocked`, wait for
    /// Direction::read and call it again. `insecure` results say in words why the server is not
    /// trusted.
    IoResult handshake(std::optional<Duration> patience);

    IoResult read_some(std::span<char> into, std::optional<Duration> patience) override;
    IoResult write_some(std::string_view data, std::optional<Duration> patience) override;
    [[nodiscard]] bool suspends() const noexcept override { return below_->suspends(); }
    Task<Wake> wait(Direction direction, Deadline deadline) override;
    [[nodiscard]] bool is_drained() const noexcept override;
    [[nodiscard]] bool is_quiet() override;
    bool watch(IdleObserver* observer) override;
    void interrupt() noexcept override { below_->interrupt(); }

private:
    struct Free {
        void operator()(ssl_st* ssl) const noexcept;
    };

    /// Carries encrypted bytes between OpenSSL and the stream below after a call that returned
    /// `result`. Anything but ok means that the call is not to be repeated, or not yet.
    IoResult exchange(int result, Direction direction, std::optional<Duration> patience);
    IoResult flush(Direction direction, std::optional<Duration> patience);
    /// Reads what there is below, and hands it to OpenSSL.
    IoResult read_below(Direction direction, std::optional<Duration> patience);
    [[nodiscard]] IoResult failure() const;
    /// Whether OpenSSL was given nothing that it has not processed.
    [[nodiscard]] bool has_processed_all() const noexcept;
    /// Lets OpenSSL process what it was given. True when that is all, and none of it data.
    [[nodiscard]] bool process_without_data();

    void on_activity() noexcept override;

    /// What an operation in that direction waits for: TLS may have to write before it can read.
    [[nodiscard]] Direction& waits_for(Direction direction) noexcept {
        return direction == Direction::read ? read_waits_for_ : write_waits_for_;
    }

    std::unique_ptr<Stream> below_;
    std::unique_ptr<ssl_st, Free> ssl_;
    bio_st* incoming_;  // owned by ssl_
    bio_st* outgoing_;  // owned by ssl_
    std::string host_;
    Direction read_waits_for_ = Direction::read;
    Direction write_waits_for_ = Direction::write;
    std::size_t flushed_ = 0;    // of what outgoing_ holds
    std::size_t encrypted_ = 0;  // bytes of a blocked write that outgoing_ holds already
    IdleObserver* observer_ = nullptr;
    bool named_ = false;
};

}  // namespace curlew::engine
