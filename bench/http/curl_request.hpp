#pragma once

#include "common/fields.hpp"
#include "common/options.hpp"
#include "common/tally.hpp"

#include <memory>
#include <string>

#include <curl/curl.h>

namespace bench {

/// An easy handle that is set up once for one URL, and the body of its last response.
class CurlRequest {
public:
    explicit CurlRequest(const Options& options) : handle_(curl_easy_init(), curl_easy_cleanup) {
        set(CURLOPT_URL, options.url.c_str());
        set(CURLOPT_USERAGENT, user_agent.data());
        // Signals do not mix with threads. TCP_NODELAY and "Accept: */*" are its defaults.
        set(CURLOPT_NOSIGNAL, 1L);
        if (options.body_size > CURL_MAX_WRITE_SIZE) {
            // Room for a whole answer at once.
            set(CURLOPT_BUFFERSIZE, static_cast<long>(options.body_size) + 1024);
        }
        set(CURLOPT_WRITEFUNCTION, &CurlRequest::append);
        set(CURLOPT_WRITEDATA, &body_);
        if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
    }

    CurlRequest(const CurlRequest&) = delete;
    CurlRequest& operator=(const CurlRequest&) = delete;

    [[nodiscard]] CURL* handle() const { return handle_.get(); }

    void begin() { body_.clear(); }

    void finish(CURLcode result, Tally& tally) const {
        if (result != CURLE_OK) fail(curl_easy_strerror(result));
        long status = 0;
        curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
        tally.done(static_cast<int>(status), body_.size());
    }

private:
    template <class Value>
    void set(CURLoption option, Value value) {
        const CURLcode result = curl_easy_setopt(handle(), option, value);
        if (result != CURLE_OK) fail(curl_easy_strerror(result));
    }

    static std::size_t append(char* data, std::size_t size, std::size_t count, void* body) {
        static_cast<std::string*>(body)->append(data, size * count);
        return size * count;
    }

    std::string body_;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
};

}  // namespace bench
