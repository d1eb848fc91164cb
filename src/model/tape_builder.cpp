#include "model/tape_builder.hpp"

#include "model/json_diagnosis.hpp"

#include <cstring>
#include <limits>

namespace curlew::detail {

bool TapeBuilder::put(Tag tag, std::uint64_t payload) {
    words_.push_back(static_cast<std::uint64_t>(tag) << 56 | payload);
    return true;
}

bool TapeBuilder::number_integer(std::int64_t value) {
    put(Tag::signed_integer);
    words_.push_back(static_cast<std::uint64_t>(value));
    return true;
}

bool TapeBuilder::number_unsigned(std::uint64_t value) {
    // Readers rely on it that integers which fit are signed ones.
    const bool fits = value <= std::numeric_limits<std::int64_t>::max();
    put(fits ? Tag::signed_integer : Tag::unsigned_integer);
    words_.push_back(value);
    return true;
}

bool TapeBuilder::number_float(double value, const std::string&) {
    put(Tag::real);
    std::uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    words_.push_back(bits);
    return true;
}

bool TapeBuilder::string(const std::string& value) {
    if (value.size() > std::numeric_limits<std::uint32_t>::max()) return fail();
    put(Tag::string, strings_.size());
    const auto length = static_cast<std::uint32_t>(value.size());
    const std::size_t start = strings_.size();
    strings_.resize(start + sizeof length + value.size());
    std::memcpy(strings_.data() + start, &length, sizeof length);
    if (length > 0) std::memcpy(strings_.data() + start + sizeof length, value.data(), length);
    return true;
}

bool TapeBuilder::binary(const Json::binary_t& value) {
    // Binary values exist in other formats than JSON only; bytes are what they are.
    start_array(value.size());
    for (const std::uint8_t byte : value)
        number_unsigned(byte);
    return end_array();
}

bool TapeBuilder::open(Tag tag) {
    if (open_.size() == max_json_depth) return fail();
    open_.push_back(words_.size());
    return put(tag);
}

bool TapeBuilder::close(Tag tag) {
    const std::size_t start = open_.back();
    open_.pop_back();
    put(tag, start);
    // The number of items is only a hint for making room, which these documents can do without.
    words_[start] |= words_.size();
    return words_.size() <= std::numeric_limits<std::uint32_t>::max() || fail();
}

void TapeBuilder::add(const Json& value) {
    if (failed_) return;
    switch (value.type()) {
        case Json::value_t::null:
        case Json::value_t::discarded:
            null();
            break;
        case Json::value_t::boolean:
            boolean(value.get<bool>());
            break;
        case Json::value_t::number_integer:
            number_integer(value.get<std::int64_t>());
            break;
        case Json::value_t::number_unsigned:
            number_unsigned(value.get<std::uint64_t>());
            break;
        case Json::value_t::number_float:
            number_float(value.get<double>(), {});
            break;
        case Json::value_t::string:
            string(value.get_ref<const std::string&>());
            break;
        case Json::value_t::binary:
            binary(value.get_binary());
            break;
        case Json::value_t::array:
            if (!start_array(value.size())) return;
            for (const Json& item : value)
                add(item);
            end_array();
            break;
        case Json::value_t::object:
            if (!start_object(value.size())) return;
            for (const auto& [name, item] : value.items()) {
                key(name);
                add(item);
            }
            end_object();
            break;
    }
}

}  // namespace curlew::detail
