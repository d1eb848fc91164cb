#include "engine/read_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace curlew::engine {
namespace {

thread_local std::vector<char> shared;

}  // namespace

std::span<char> ReadBuffer::prepare(std::size_t size) {
    if (empty()) {
        own_ = {};
        if (shared.size() < size) shared.resize(size);
        data_ = shared.data();
        begin_ = end_ = 0;
        is_shared_ = true;
        return shared;
    }
    keep();
    if (own_.size() - end_ < size) use_own(size);
    return std::span(own_).subspan(end_);
}

void ReadBuffer::keep() {
    if (!is_shared_ || empty()) return;
    use_own(0);
}

/// Moves what is unread to the beginning of own_, and leaves room for `size` bytes behind it. A
/// peer that sends byte by byte does not make it move all of it each time.
void ReadBuffer::use_own(std::size_t size) {
    const std::size_t unread = end_ - begin_;
    std::vector<char> grown(2 * (unread + size));
    std::memcpy(grown.data(), data_ + begin_, unread);
    own_ = std::move(grown);
    data_ = own_.data();
    begin_ = 0;
    end_ = unread;
    is_shared_ = false;
}

}  // namespace curlew::engine
