#pragma once

#include <curlew/middleware.hpp>

namespace curlew::layers {

/// Tells RequestOptions::on_download how much of a response's body has come: as the network brought
/// it, so that it adds up to the Content-Length. Its place is below what undoes content codings.
class Progress final : public Middleware {
public:
    Task<Response> handle(Request& request, Transport& next) override;
};

}  // namespace curlew::layers
