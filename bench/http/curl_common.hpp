#pragma once

#include "common/contender.hpp"

#include <memory>
#include <string>

#include <curl/curl.h>

namespace bench {

/// An easy handle that is set up for one URL, and the body of its last response.
class CurlRequest {
public:
    explicit CurlRequest(const Options& options) : handle_(curl_easy_init(), curl_easy_cleanup) {
        curl_easy_setopt(handle_.get(), CURLOPT_URL, options.url.c_str());
        curl_easy_setopt(handle_.get(), CURLOPT_USERAGENT, "bench/1.0");
        curl_easy_setopt(handle_.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle_.get(), CURLOPT_WRITEFUNCTION, &CurlRequest::append);
        curl_easy_setopt(handle_.get(), CURLOPT_WRITEDATA, &body_);
    }

    [[nodiscard]] CURL* handle() const { return handle_.get(); }
    void begin() { body_.clear(); }

    void finish(Tally& tally) const {
        long status = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        tally.done(static_cast<int>(status), body_.size());
    }

private:
    static std::size_t append(char* data, std::size_t size, std::size_t count, void* body) {
        static_cast<std::string*>(body)->append(data, size * count);
        return size * count;
    }

    std::string body_;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
};

}  // namespace bench
