#pragma once

#include "support/async_run.hpp"

#include <curlew/async_client.hpp>
#include <curlew/client.hpp>

#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>

namespace curlew::testing {

/// The same calls on a Client and on an AsyncClient, for tests of what they have in common.
class EitherClient {
public:
    EitherClient(bool is_async, const ClientConfig& config) : is_async_(is_async) {
        if (is_async) {
            async_.emplace(loop_.get_executor(), config);
        } else {
            sync_.emplace(config);
        }
    }

    /// Sends what `prepare` makes of a request.
    template <class Prepare>
    Response send(std::string_view method, std::string_view url, Prepare prepare) {
        if (!is_async_) return prepare(sync_->request(method, url)).send();
        return run_on(loop_, prepare(async_->request(method, url)).send());
    }

    /// The same for a download.
    template <class Prepare>
    DownloadedFile download(std::string_view url, const std::string& path, Prepare prepare) {
        if (!is_async_) return prepare(sync_->get(url)).download(path);
        return run_on(loop_, prepare(async_->get(url)).download(path));
    }

    [[nodiscard]] PoolStats pool_stats() const {
        return is_async_ ? async_->pool_stats() : sync_->pool_stats();
    }

private:
    const bool is_async_;
    boost::asio::io_context loop_{1};
    std::optional<Client> sync_;
    std::optional<AsyncClient> async_;
};

}  // namespace curlew::testing
