#include "content/media_type.hpp"

#include <curlew/errors.hpp>
#include <curlew/response.hpp>
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

std::string ResponseHead::status_line() const {
    std::string line = std::to_string(status());
    if (!reason().empty()) line.append(" ").append(reason());
    return line;
}

std::vector<Attempt> ResponseHead::attempts() const {
    if (attempts_) return attempts_->attempts;
    return {{.status = status(), .outcome = status_line(), .elapsed = parts_.elapsed}};
}

int ResponseHead::attempt_count() const noexcept {
    return attempts_ ? static_cast<int>(attempts_->attempts.size()) : 1;
}

RetryStop ResponseHead::retry_stop() const noexcept {
    return attempts_ ? attempts_->stop : RetryStop::not_needed;
}

const std::vector<Response>& ResponseHead::history() const noexcept {
    static const std::vector<Response> none;
    return history_ ? *history_ : none;
}

std::vector<Link> ResponseHead::links() const {
    return links_of(parts_.headers);
}

}  // namespace curlew
