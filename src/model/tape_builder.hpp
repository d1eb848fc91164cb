#pragma once

#include <curlew/json.hpp>
#include <curlew/model/tape.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace curlew::detail {

/// Makes a tape from what is not parsed by simdjson. Takes the events of nlohmann's SAX interface.
class TapeBuilder {
public:
    TapeBuilder() : words_(1) {}

    /// A value and all that it holds.
    void add(const Json& value);

    /// Whether the depth or the size was beyond what a tape can have; it must not be used then.
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] Tape tape() const { return {words_.data(), strings_.data()}; }

    bool null() { return put(Tag::null); }
    bool boolean(bool value) { return put(value ? Tag::true_value : Tag::false_value); }
    bool number_integer(std::int64_t value);
    bool number_unsigned(std::uint64_t value);
    bool number_float(double value, const std::string& digits);
    bool string(const std::string& value);
    bool binary(const Json::binary_t& value);
    bool key(const std::string& name) { return string(name); }
    bool start_object(std::size_t) { return open(Tag::object); }
    bool end_object() { return close(Tag::object_end); }
    bool start_array(std::size_t) { return open(Tag::array); }
    bool end_array() { return close(Tag::array_end); }
    bool parse_error(std::size_t, const std::string&, const Json::exception&) { return fail(); }

private:
    bool put(Tag tag, std::uint64_t payload = 0);
    bool open(Tag tag);
    bool close(Tag tag);
    bool fail() {
        failed_ = true;
        return false;
    }

    std::vector<std::uint64_t> words_;
    std::vector<char> strings_;
    std::vector<std::size_t> open_;  ///< where the open brackets are
    bool failed_ = false;
};

}  // namespace curlew::detail
