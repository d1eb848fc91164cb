#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace curlew::engine {

/// Bytes that were read and are not yet parsed.
class ReadBuffer {
public:
    [[nodiscard]] std::string_view view() const noexcept {
        return {bytes_.data() + begin_, end_ - begin_};
    }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

    /// Room to read into; at least `size` bytes.
    [[nodiscard]] std::span<char> prepare(std::size_t size) {
        if (begin_ == end_) begin_ = end_ = 0;
        if (bytes_.size() - end_ < size && begin_ > 0) {
            std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (bytes_.size() - end_ < size) bytes_.resize(std::max(end_ + size, 2 * bytes_.size()));
        return {bytes_.data() + end_, bytes_.size() - end_};
    }
    void commit(std::size_t size) noexcept { end_ += size; }
    void consume(std::size_t size) noexcept { begin_ += size; }

private:
    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace curlew::engine
