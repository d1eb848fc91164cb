#pragma once

#include "support/child_server.hpp"

#include <string>

namespace curlew::testing {

/// httpbin under gunicorn, with threads, so that connections are kept alive.
class Httpbin {
public:
    static constexpr const char* program = "/usr/bin/gunicorn";

    Httpbin()
        : process_({program, "-b", "fd://3", "-k", "gthread", "--threads", "4", "-w", "1",
                    "--keep-alive", "30", "--worker-tmp-dir", folder_.path(), "httpbin:app"},
                   {socket_.fd()}, {}, folder_.path() + "/log") {}

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(socket_.port());
    }

private:
    TemporaryFolder folder_;
    ListeningSocket socket_;
    ChildServer process_;
};

}  // namespace curlew::testing
