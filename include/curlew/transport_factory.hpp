#pragma once

#include <functional>
#include <memory>

namespace curlew {

class Sleeper;
class Transport;

/// What a client has to offer to a transport of another's. Both outlive the transport.
struct TransportContext {
    Transport& network;  ///< the client's own way to the network
    Sleeper& sleeper;    ///< lets requests wait
};

/// Makes what a client sends its requests by, in place of the network: a mock, a recorder, or what
/// you write. Called once, when the client is made.
///
/// @code
/// class Logged final : public curlew::Transport {
/// public:
///     explicit Logged(curlew::Transport& next) : next_(next) {}
///     curlew::Task<curlew::Response> send(curlew::Request& request) override {
///         log(request.url().redacted());
///         return next_.send(request);
///     }
///
/// private:
///     curlew::Transport& next_;
/// };
///
/// const auto logged = [](const curlew::TransportContext& context) {
///     return std::make_shared<Logged>(context.network);
/// };
/// curlew::Client client({.transport = logged});
/// @endcode
using TransportFactory = std::function<std::shared_ptr<Transport>(const TransportContext&)>;

}  // namespace curlew
