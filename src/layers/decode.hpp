#pragma once

#include <curlew/middleware.hpp>

namespace curlew::layers {

/// Undoes the content codings of a response's body, within the limit on its size.
class Decode final : public Middleware {
public:
    Task<Response> handle(Request& request, Transport& next) override;
};

}  // namespace curlew::layers
