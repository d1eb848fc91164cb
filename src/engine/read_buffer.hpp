#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace curlew::engine {

/// Bytes that were read and are not yet parsed.
///
/// Between prepare() and keep() they are in memory that all buffers of the thread share: a
/// connection has none of its own for as long as responses come in one piece.
class ReadBuffer {
public:
    [[nodiscard]] std::string_view view() const noexcept { return {data_ + begin_, end_ - begin_}; }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

    /// Room to read into; at least `size` bytes.
    [[nodiscard]] std::span<char> prepare(std::size_t size);
    void commit(std::size_t size) noexcept { end_ += size; }
    void consume(std::size_t size) noexcept { begin_ += size; }

    /// Takes what is left out of the shared memory. To be called before any other buffer of this
    /// thread may be used.
    void keep();

private:
    void use_own(std::size_t size);

    std::vector<char> own_;
    char* data_ = nullptr;  // own_, or what is shared
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool is_shared_ = false;
};

}  // namespace curlew::engine
