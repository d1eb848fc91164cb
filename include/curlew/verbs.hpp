#pragma once

#include <curlew/request_draft.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace curlew::detail {

/// The methods of HTTP (RFC 9110 section 9.3), which every client has. Each begins a request.
///
/// The URL is relative to the client's base_url, or absolute.
template <class Builder, class Core>
class Verbs {
public:
    [[nodiscard]] Builder get(std::string_view url) const { return request("GET", url); }
    [[nodiscard]] Builder post(std::string_view url) const { return request("POST", url); }
    [[nodiscard]] Builder put(std::string_view url) const { return request("PUT", url); }
    /// RFC 5789
    [[nodiscard]] Builder patch(std::string_view url) const { return request("PATCH", url); }
    /// DELETE, which C++ keeps for itself.
    [[nodiscard]] Builder del(std::string_view url) const { return request("DELETE", url); }
    [[nodiscard]] Builder head(std::string_view url) const { return request("HEAD", url); }
    [[nodiscard]] Builder options(std::string_view url) const { return request("OPTIONS", url); }

    /// Any other method, or one known only at run time.
    [[nodiscard]] Builder request(std::string_view method, std::string_view url) const {
        return Builder(core_, RequestDraft(method, url));
    }

protected:
    explicit Verbs(std::shared_ptr<Core> core) noexcept : core_(std::move(core)) {}
    Verbs(const Verbs&) = delete;
    Verbs(Verbs&&) noexcept = default;
    Verbs& operator=(const Verbs&) = delete;
    Verbs& operator=(Verbs&&) noexcept = default;
    ~Verbs() = default;

    std::shared_ptr<Core> core_;
};

}  // namespace curlew::detail
