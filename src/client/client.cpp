#include "client/client_core.hpp"

#include <curlew/client.hpp>

#include <utility>

namespace curlew {

Client::Client(ClientConfig config)
    : core_(std::make_shared<detail::ClientCore>(std::move(config))) {}

Client::Client(Client&&) noexcept = default;

Client& Client::operator=(Client&& other) noexcept {
    if (this != &other) {
        close();
        core_ = std::move(other.core_);
    }
    return *this;
}

Client::~Client() {
    close();
}

RequestBuilder Client::get(std::string_view url) const {
    return request("GET", url);
}
RequestBuilder Client::post(std::string_view url) const {
    return request("POST", url);
}
RequestBuilder Client::put(std::string_view url) const {
    return request("PUT", url);
}
RequestBuilder Client::patch(std::string_view url) const {
    return request("PATCH", url);
}
RequestBuilder Client::del(std::string_view url) const {
    return request("DELETE", url);
}
RequestBuilder Client::head(std::string_view url) const {
    return request("HEAD", url);
}
RequestBuilder Client::options(std::string_view url) const {
    return request("OPTIONS", url);
}

RequestBuilder Client::request(std::string_view method, std::string_view url) const {
    return RequestBuilder(detail::RequestDraft(core_, method, url));
}

Response Client::send(Request request) const {
    return core_->send(std::move(request));
}

void Client::close() noexcept {
    if (core_) core_->close();
}

bool Client::is_closed() const noexcept {
    return !core_ || core_->is_closed();
}

}  // namespace curlew
