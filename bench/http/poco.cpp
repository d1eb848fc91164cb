#include "common/contender.hpp"
#include "common/fields.hpp"

#include <memory>
#include <string>

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/StreamCopier.h>

namespace {

namespace net = Poco::Net;

/// Without TLS there is none.
net::Context::Ptr tls_context(const bench::Options& options) {
    if (!options.tls) return {};
    net::initializeSSL();
    // Strict, as otherwise a server on loopback may have any name.
    return new net::Context(net::Context::TLS_CLIENT_USE, options.ca_file,
                            net::Context::VERIFY_STRICT);
}

std::unique_ptr<net::HTTPClientSession> make_session(const bench::Options& options,
                                                     const net::Context::Ptr& tls) {
    if (!tls) return std::make_unique<net::HTTPClientSession>(options.host, options.port);
    return std::make_unique<net::HTTPSClientSession>(options.host, options.port, tls);
}

bench::Worker blocking(const bench::Options& options) {
    // A session is one connection: each thread has its own. It sets TCP_NODELAY by itself.
    return [options, tls = tls_context(options)](bench::Tally& tally) {
        const auto session = make_session(options, tls);
        session->setKeepAlive(true);
        session->setKeepAliveTimeout(Poco::Timespan(60, 0));
        std::string body;
        while (tally.next()) {
            net::HTTPRequest request("GET", options.target, "HTTP/1.1");
            request.set("User-Agent", std::string(bench::user_agent));
            request.set("Accept", std::string(bench::accept));
            session->sendRequest(request);
            net::HTTPResponse response;
            std::istream& stream = session->receiveResponse(response);
            body.clear();
            Poco::StreamCopier::copyToString(stream, body);
            tally.done(response.getStatus(), body.size());
        }
    };
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking, .tls = true});
}
