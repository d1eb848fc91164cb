#include "common/contender.hpp"
#include "common/fields.hpp"

#include <string>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

namespace {

namespace net = Poco::Net;

bench::Worker blocking(const bench::Options& options) {
    // A session is one connection: each thread has its own. It sets TCP_NODELAY by itself.
    return [options](bench::Tally& tally) {
        net::HTTPClientSession session(options.host, options.port);
        session.setKeepAlive(true);
        session.setKeepAliveTimeout(Poco::Timespan(60, 0));
        std::string body;
        while (tally.next()) {
            net::HTTPRequest request("GET", options.target, "HTTP/1.1");
            request.set("User-Agent", std::string(bench::user_agent));
            request.set("Accept", std::string(bench::accept));
            session.sendRequest(request);
            net::HTTPResponse response;
            std::istream& stream = session.receiveResponse(response);
            body.clear();
            Poco::StreamCopier::copyToString(stream, body);
            tally.done(response.getStatus(), body.size());
        }
    };
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, {.blocking = blocking});
}
