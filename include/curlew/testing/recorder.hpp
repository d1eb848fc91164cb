#pragma once

#include <curlew/errors.hpp>
#include <curlew/transport_factory.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace curlew::testing {

namespace detail {

class Cassette;

}  // namespace detail

/// When a Recorder asks the network.
enum class RecordMode {
    none,          ///< never: what was not recorded is an error
    once,          ///< if there is no file yet; afterwards as `none`
    new_episodes,  ///< for what was not recorded; that is added
    all,           ///< always; the file begins anew
};

/// How a recorded exchange is found again.
enum class ReplayOrder {
    matching,  ///< the first one that fits and was not played yet
    strict,    ///< the next one, which has to fit
};

struct RecorderConfig {
    /// A HAR 1.2 file (http://www.softwareishard.com/blog/har-12-spec/), which browsers' tools
    /// read.
    std::string file;
    RecordMode mode = RecordMode::once;
    ReplayOrder order = ReplayOrder::matching;
    /// Whether the body of a request has to be the same, besides method and URL.
    bool match_body = true;
    /// Headers of a request that have to be the same, too. Of those only that may be written.
    std::vector<std::string> match_headers = {};
    /// Headers whose values may be written, besides those that never have secrets (Accept,
    /// Content-Type, ETag, ...). All others are redacted.
    std::vector<std::string> safe_headers = {};
    /// Parameters of queries and forms, and members of JSON, whose values are redacted, besides the
    /// usual ones (password, token, api_key, ...). Case does not count.
    std::vector<std::string> secrets = {};
};

/// What is asked for was not recorded, or not next. The message says what comes closest.
class ReplayMismatchError : public ClientError {
    using ClientError::ClientError;
};

/// Records what a client and real servers say to each other, and plays it back: tests that need no
/// network, and a file that shows what happened. Secrets are redacted before anything is written.
///
/// Bodies are asked for without content codings, so that they can be read. What is played back
/// comes at once. A handle: copies are the same recorder. Safe for use by many threads.
///
/// @code
/// const curlew::testing::Recorder recorder({.file = "tests/data/users.har"});
/// const curlew::Client client({.base_url = "https://api.example.com", .transport = recorder});
/// @endcode
class Recorder {
public:
    /// @throws FileError if the file is there and cannot be read, or is needed and not there
    /// @throws JsonError, ConfigurationError if it is no HAR
    explicit Recorder(RecorderConfig config);

    /// How many exchanges the file has that were not played back.
    [[nodiscard]] std::size_t unplayed() const;

    /// How many exchanges were recorded since it was made.
    [[nodiscard]] std::size_t recorded() const;

    /// For ClientConfig::transport.
    [[nodiscard]] std::shared_ptr<Transport> operator()(const TransportContext& context) const;

private:
    std::shared_ptr<detail::Cassette> cassette_;
};

/// Plays a recording back, and never asks the network: a Recorder with RecordMode::none.
///
/// @code
/// const curlew::testing::Replay replay("tests/data/users.har",
/// curlew::testing::ReplayOrder::strict);
/// @endcode
class Replay : public Recorder {
public:
    explicit Replay(std::string file, ReplayOrder order = ReplayOrder::matching)
        : Recorder({.file = std::move(file), .mode = RecordMode::none, .order = order}) {}
};

}  // namespace curlew::testing
