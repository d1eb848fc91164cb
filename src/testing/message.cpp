#include "testing/message.hpp"

#include "support/percent.hpp"

#include <algorithm>
#include <cstddef>

#include <boost/beast/http/status.hpp>

namespace curlew::testing::detail {

ServerRequest::Pairs parse_query(std::string_view query) {
    ServerRequest::Pairs params;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        params.emplace_back(percent::decode_form(pair.substr(0, equals)),
                            percent::decode_form(pair.substr(std::min(equals + 1, pair.size()))));
    }
    return params;
}

std::string_view usual_reason(int status) {
    if (status == 103) return "Early Hints";  // RFC 8297, unknown to Beast
    const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
    if (known == boost::beast::http::status::unknown) return {};
    return boost::beast::http::obsolete_reason(known);
}

}  // namespace curlew::testing::detail
