#include "common/contender.hpp"

#include <string>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

int main(int argc, char** argv) {
    return bench::run_contender(argc, argv, [](const bench::Options& options) {
        return [options](bench::Tally& tally) {
            Poco::Net::HTTPClientSession session(options.host, options.port);
            session.setKeepAlive(true);
            session.setKeepAliveTimeout(Poco::Timespan(60, 0));
            std::string body;
            while (tally.next()) {
                Poco::Net::HTTPRequest request("GET", options.target, "HTTP/1.1");
                request.set("User-Agent", "bench/1.0");
                request.set("Accept", "*/*");
                session.sendRequest(request);
                Poco::Net::HTTPResponse response;
                std::istream& stream = session.receiveResponse(response);
                body.clear();
                Poco::StreamCopier::copyToString(stream, body);
                tally.done(response.getStatus(), body.size());
            }
        };
    });
}
