#pragma once

#include <curlew/model/naming.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace curlew::detail {

constexpr std::uint32_t hash_name(std::string_view name) {
    std::uint32_t hash = 2166136261u;  // FNV-1a
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    return hash;
}

/// A NameTable without its sizes.
struct NameIndex {
    static constexpr std::size_t npos = std::numeric_limits<std::size_t>::max();
    static constexpr std::uint16_t free_slot = std::numeric_limits<std::uint16_t>::max();

    const char* text;
    const std::uint32_t* starts;
    const std::uint16_t* slots;
    std::uint32_t slot_mask;
    std::uint32_t count;

    [[nodiscard]] constexpr std::string_view operator[](std::size_t i) const {
        return {text + starts[i] + 1, starts[i + 1] - starts[i] - 3};
    }

    /// Which name this is, or npos.
    [[nodiscard]] constexpr std::size_t find(std::string_view name) const {
        for (std::uint32_t slot = hash_name(name) & slot_mask; slots[slot] != free_slot;
             slot = (slot + 1) & slot_mask) {
            if ((*this)[slots[slot]] == name) return slots[slot];
        }
        return npos;
    }
};

constexpr std::size_t slot_count(std::size_t names) {
    std::size_t count = 2;
    while (count < names * 2)
        count *= 2;
    return count;
}

/// Names known while compiling: ready to be written, as `"name":`, and to be looked up.
template <std::size_t Count, std::size_t Size>
struct NameTable {
    std::array<char, Size + 1> text{};
    std::array<std::uint32_t, Count + 1> starts{};
    std::array<std::uint16_t, slot_count(Count)> slots{};

    [[nodiscard]] constexpr NameIndex index() const {
        return {text.data(), starts.data(), slots.data(),
                static_cast<std::uint32_t>(slots.size() - 1), static_cast<std::uint32_t>(Count)};
    }
    /// `name`
    [[nodiscard]] constexpr std::string_view operator[](std::size_t i) const { return index()[i]; }
    /// `"name":`
    [[nodiscard]] constexpr std::string_view member(std::size_t i) const {
        return {text.data() + starts[i], starts[i + 1] - starts[i]};
    }
    /// `"name"`
    [[nodiscard]] constexpr std::string_view quoted(std::size_t i) const {
        return {text.data() + starts[i], starts[i + 1] - starts[i] - 1};
    }
};

/// One name as the source and a Model give it.
struct NameSource {
    std::string_view name;
    Naming naming = Naming::as_is;
};

constexpr void check_name_char(char c) {
    // Not constant, and so an error while compiling: the name would have to be escaped in JSON.
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) throw "unusable JSON name";
}

/// `Source::names` is an array of NameSource.
template <class Source>
consteval auto make_name_table() {
    constexpr std::size_t count = Source::names.size();
    constexpr std::size_t size = [] {
        std::size_t sum = 3 * count;
        for (const NameSource& source : Source::names) {
            respell(source.name, source.naming, [&](char) { ++sum; });
        }
        return sum;
    }();
    NameTable<count, size> table;
    table.slots.fill(NameIndex::free_slot);
    std::size_t next = 0;
    const auto put = [&](char c) { table.text[next++] = c; };
    for (std::size_t i = 0; i < count; ++i) {
        put('"');
        respell(Source::names[i].name, Source::names[i].naming, [&](char c) {
            check_name_char(c);
            put(c);
        });
        put('"');
        put(':');
        table.starts[i + 1] = static_cast<std::uint32_t>(next);
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (table.index().find(table[i]) != NameIndex::npos) throw "two members have one JSON name";
        std::size_t slot = hash_name(table[i]) % table.slots.size();
        while (table.slots[slot] != NameIndex::free_slot)
            slot = (slot + 1) % table.slots.size();
        table.slots[slot] = static_cast<std::uint16_t>(i);
    }
    return table;
}

}  // namespace curlew::detail
