#pragma once

#include "common/fields.hpp"
#include "common/options.hpp"

#include <string>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

namespace bench {

inline boost::beast::http::request<boost::beast::http::empty_body> beast_request(
    const Options& options) {
    namespace http = boost::beast::http;
    http::request<http::empty_body> request(http::verb::get, options.target, 11);
    request.set(http::field::host, options.host + ":" + std::to_string(options.port));
    request.set(http::field::user_agent, user_agent);
    request.set(http::field::accept, accept);
    return request;
}

}  // namespace bench
