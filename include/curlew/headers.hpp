#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

/// Header fields (RFC 9110 section 5): an ordered multimap whose names compare without case.
///
/// Order, spelling and repetition are kept as given or received. All text lies in one buffer, so a
/// whole response head costs two allocations.
///
/// A value type: copies are independent; concurrent reads are safe, a write needs exclusive access.
/// Views that it hands out live until the next change.
///
/// @code
/// curlew::Headers headers{{"Accept", "application/json"}};
/// headers.add("Via", "a");
/// headers.add("via", "b");
/// headers.combined("VIA");  // "a, b"
/// @endcode
class Headers {
public:
    /// One field line.
    struct Field {
        std::string_view name;
        std::string_view value;
        friend bool operator==(const Field&, const Field&) = default;
    };

    class const_iterator;
    using iterator = const_iterator;
    using value_type = Field;

    Headers() = default;

    /// @throws ConfigurationError as add() does
    Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

    /// Appends a field; what is there under the same name stays.
    ///
    /// White space around the value is dropped (RFC 9110 section 5.5).
    /// @throws ConfigurationError if the name is not a token or the value has CR, LF, NUL or
    /// another
    ///         control character
    void add(std::string_view name, std::string_view value);

    /// Makes this the only field of its name: the first one there keeps its place.
    /// @throws ConfigurationError as add() does
    void set(std::string_view name, std::string_view value);

    /// Sets every field of `others` over what is here. Fields that `others` repeats stay repeated.
    void merge(const Headers& others);

    /// Removes every field of this name, and says how many there were.
    std::size_t remove(std::string_view name);

    void clear() noexcept;

    /// The value of the first field of this name.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;

    /// The values of all fields of this name, in order.
    [[nodiscard]] std::vector<std::string_view> get_all(std::string_view name) const;

    /// All values of this name joined by ", " (RFC 9110 section 5.3). Not for Set-Cookie, whose
    /// values have commas of their own.
    [[nodiscard]] std::optional<std::string> combined(std::string_view name) const;

    [[nodiscard]] bool contains(std::string_view name) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return spans_.size(); }
    [[nodiscard]] bool empty() const noexcept { return spans_.empty(); }
    [[nodiscard]] Field operator[](std::size_t index) const noexcept;
    [[nodiscard]] const_iterator begin() const noexcept;
    [[nodiscard]] const_iterator end() const noexcept;

    /// Makes room for that many fields with that much text in all.
    void reserve(std::size_t fields, std::size_t text);

    /// add() without its checks: for a transport whose parser has made them.
    void append_unchecked(std::string_view name, std::string_view value);

    /// Same fields in the same order; names without case, values with.
    friend bool operator==(const Headers& left, const Headers& right) noexcept;

private:
    struct Span {
        std::uint32_t offset;
        std::uint32_t name;
        std::uint32_t value;
    };

    [[nodiscard]] Span store(std::string_view name, std::string_view value);

    std::string text_;
    std::vector<Span> spans_;
};

/// Random access over Headers; yields Field by value.
class Headers::const_iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::random_access_iterator_tag;
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    using reference = Field;
    using pointer = void;

    const_iterator() = default;

    Field operator*() const noexcept { return (*headers_)[static_cast<std::size_t>(index_)]; }
    Field operator[](difference_type n) const noexcept { return *(*this + n); }
    const_iterator& operator++() noexcept { return *this += 1; }
    const_iterator operator++(int) noexcept { return std::exchange(*this, *this + 1); }
    const_iterator& operator--() noexcept { return *this -= 1; }
    const_iterator operator--(int) noexcept { return std::exchange(*this, *this - 1); }
    const_iterator& operator+=(difference_type n) noexcept {
        index_ += n;
        return *this;
    }
    const_iterator& operator-=(difference_type n) noexcept { return *this += -n; }
    friend const_iterator operator+(const_iterator it, difference_type n) noexcept {
        return it += n;
    }
    friend const_iterator operator+(difference_type n, const_iterator it) noexcept {
        return it += n;
    }
    friend const_iterator operator-(const_iterator it, difference_type n) noexcept {
        return it -= n;
    }
    friend difference_type operator-(const const_iterator& a, const const_iterator& b) noexcept {
        return a.index_ - b.index_;
    }
    friend bool operator==(const const_iterator& a, const const_iterator& b) noexcept {
        return a.index_ == b.index_;
    }
    friend auto operator<=>(const const_iterator& a, const const_iterator& b) noexcept {
        return a.index_ <=> b.index_;
    }

private:
    friend class Headers;
    const_iterator(const Headers* headers, difference_type index) noexcept
        : headers_(headers), index_(index) {}

    const Headers* headers_ = nullptr;
    difference_type index_ = 0;
};

inline Headers::const_iterator Headers::begin() const noexcept {
    return {this, 0};
}
inline Headers::const_iterator Headers::end() const noexcept {
    return {this, static_cast<std::ptrdiff_t>(spans_.size())};
}

}  // namespace curlew
