#include "model.hpp"

#include <curlew/model.hpp>

Page decode_with_curlew(std::string_view json) {
    return curlew::from_json<Page>(json);
}

std::string encode_with_curlew(const Page& page) {
    return curlew::to_json(page);
}
