#pragma once

#include <curlew/model/codec.hpp>
#include <curlew/model/rules.hpp>
#include <curlew/model/schema.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace curlew::detail {

/// Schema<T> as functions that are no templates can use it.
struct ObjectShape {
    using Read = Position (*)(Decoder&, Position, void* member);
    using Expected = std::string (*)();

    NameIndex names;
    const Read* readers;
    const Expected* expected;
    const bool* optional;
    std::string_view type;
    bool refuses_unknown;
};

/// Reads the members of an object from `at` to its `end`, in any order; the first `done` members of
/// the model were read already. Reports those that are missing.
Position read_in_any_order(Decoder& decoder, Position at, Position end, const ObjectShape& shape,
                           void* const* members, std::size_t done);
/// An object for a model without members.
Position read_empty(Decoder& decoder, Position at, bool refuses_unknown, std::string_view type);

/// Reads member `I` of model T and checks it.
template <class T, std::size_t I, class Member>
Position read_member(Decoder& decoder, Position at, Member& member) {
    using Rules = typename Schema<T>::template Rules<I>;
    if constexpr (Rules()().is_constrained()) {
        const std::size_t failures = decoder.failures();
        const Position next = Codec<Member>::read(decoder, at, member);
        if (decoder.failures() == failures) check_rules<Rules>(decoder, at, member);
        return next;
    } else {
        return Codec<Member>::read(decoder, at, member);
    }
}

template <class T, std::size_t I, class Member>
Position read_erased(Decoder& decoder, Position at, void* member) {
    return read_member<T, I>(decoder, at, *static_cast<Member*>(member));
}

/// Whether the key at `at` is this one.
inline bool is_key(const Tape& tape, Position at, std::string_view name) {
    const std::string_view key = tape.text(at);
    return key.size() == name.size() && std::memcmp(key.data(), name.data(), name.size()) == 0;
}

template <Aggregate T>
struct Codec<T> {
    static_assert((check_model<T>(), true));

    static Position read(Decoder& decoder, Position at, T& out) {
        if (tag_of(at) != Tag::object) [[unlikely]]
            return decoder.wrong_type(at, "object");
        if constexpr (Schema<T>::count == 0) {
            return read_empty(decoder, at, Options<T>::refuses_unknown(), type_name<T>());
        } else {
            const Position end = decoder.tape().closing(at);
            return visit_members<Schema<T>::count>(out, [&]<class... Members>(Members&... members) {
                return read_members(decoder, at + 1, end,
                                    std::make_index_sequence<sizeof...(Members)>(), members...);
            });
        }
    }

    static void write(Writer& writer, const T& value) {
        const Writer::Level level(writer);
        writer.raw('{');
        if constexpr (Schema<T>::count > 0) {
            visit_members<Schema<T>::count>(value, [&]<class... Members>(
                                                       const Members&... members) {
                write_members(writer, std::make_index_sequence<sizeof...(Members)>(), members...);
            });
        }
        writer.close('}');
    }

    static std::string expected() { return "object"; }

private:
    template <std::size_t... I, class... Members>
    static Position read_members(Decoder& decoder, Position at, Position end,
                                 std::index_sequence<I...>, Members&... members) {
        // Most documents have their fields in one order, for which the model was made.
        std::size_t done = 0;
        (void)((at != end && is_key(decoder.tape(), at, Schema<T>::template key<I>) &&
                (at = read_member<T, I>(decoder, at + 1, members), ++done, true)) &&
               ...);
        if (at == end && done == sizeof...(Members)) [[likely]]
            return end + 1;

        static constexpr ObjectShape::Read readers[] = {&read_erased<T, I, Members>...};
        static constexpr ObjectShape::Expected expected[] = {&Codec<Members>::expected...};
        static constexpr bool optional[] = {(Nullable<Members> || Schema<T>::optional[I])...};
        static constexpr ObjectShape shape = {Schema<T>::table.index(), readers, expected, optional,
                                              type_name<T>(),           refuses};
        void* const addresses[] = {&members...};
        return read_in_any_order(decoder, at, end, shape, addresses, done);
    }
    static constexpr bool refuses = Options<T>::refuses_unknown();

    template <std::size_t... I, class... Members>
    static void write_members(Writer& writer, std::index_sequence<I...>,
                              const Members&... members) {
        (write_member<I>(writer, members), ...);
    }
    template <std::size_t I, class Member>
    static void write_member(Writer& writer, const Member& member) {
        if constexpr (Nullable<Member> && Options<T>::omits_empty()) {
            if (!member) return;
        }
        writer.raw(Schema<T>::table.member(I));
        Codec<Member>::write(writer, member);
        writer.raw(',');
    }
};

}  // namespace curlew::detail
