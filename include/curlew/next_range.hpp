#pragma once

#include <cstddef>
#include <iterator>
#include <optional>

namespace curlew::detail {

/// Makes a range, to be gone through once, of a class that has `std::optional<T> next()`.
template <class Derived, class T>
class NextRange {
public:
    using value_type = T;

    class iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        explicit iterator(NextRange& range) : range_(&range) { ++*this; }

        T& operator*() const noexcept { return *range_->current_; }
        T* operator->() const noexcept { return &*range_->current_; }
        iterator& operator++() {
            range_->current_ = static_cast<Derived&>(*range_).next();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& it, std::default_sentinel_t) noexcept {
            return it.is_at_end();
        }

    private:
        [[nodiscard]] bool is_at_end() const noexcept { return !range_->current_; }

        NextRange* range_;
    };

    [[nodiscard]] iterator begin() { return iterator(*this); }
    [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

private:
    friend Derived;
    NextRange() = default;

    std::optional<T> current_;
};

}  // namespace curlew::detail
