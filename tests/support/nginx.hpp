#pragma once

#include "support/child_server.hpp"

#include <string>

namespace curlew::testing {

/// nginx with one worker, serving what `locations` says over HTTP, and over HTTPS where a
/// certificate is given.
class Nginx {
public:
    static constexpr const char* program = "/usr/sbin/nginx";

    /// @param locations the inside of a `server` block
    explicit Nginx(const std::string& locations, const std::string& certificate_pem = {},
                   const std::string& key_pem = {});

    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::string https_url() const;
    /// Files in here are served by `root`.
    [[nodiscard]] const TemporaryFolder& folder() const noexcept { return folder_; }

private:
    [[nodiscard]] std::string configuration(const std::string& locations, bool tls) const;

    TemporaryFolder folder_;
    ListeningSocket plain_;
    ListeningSocket secure_;
    std::string certificate_;
    std::string key_;
    ChildServer process_;
};

}  // namespace curlew::testing
