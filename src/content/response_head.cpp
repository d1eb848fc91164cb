#include "content/media_type.hpp"

#include <curlew/errors.hpp>
#include <curlew/response_head.hpp>

namespace curlew {

std::string_view to_string(HttpVersion version) noexcept {
    switch (version) {
        case HttpVersion::http_1_0:
            return "HTTP/1.0";
        case HttpVersion::http_1_1:
            return "HTTP/1.1";
        case HttpVersion::http_2:
            return "HTTP/2";
    }
    return "unknown";
}

const Request& ResponseHead::request() const {
    if (!request_)
        throw ConfigurationError("this response was made by hand: it answers no request");
    return *request_;
}

const Url& ResponseHead::url() const {
    return request().url();
}

std::string ResponseHead::charset() const {
    const auto type = header("Content-Type");
    return type ? MediaType::parse(*type).charset() : std::string();
}

std::string ResponseHead::encoding() const {
    if (!encoding_.empty()) return encoding_;
    std::string named = charset();
    return named.empty() ? "utf-8" : named;
}

std::vector<Link> ResponseHead::links() const {
    return links_of(parts_.headers);
}

}  // namespace curlew
