#include <curlew/model/object_codec.hpp>

#include <bitset>

namespace curlew::detail {
namespace {

std::string no_such_field(const NameIndex& names, std::string_view type) {
    std::string text = "no such field: " + std::string(type) + " has ";
    if (names.count == 0) return text + "none";
    for (std::size_t i = 0; i < names.count && text.size() < 300; ++i) {
        if (i > 0) text += ", ";
        text += names[i];
    }
    return text;
}

void unknown_field(Decoder& decoder, Position value, const NameIndex& names,
                   std::string_view type) {
    decoder.fail(value, FieldErrorKind::unknown_field,
                 decoder.is_silent() ? std::string() : no_such_field(names, type));
}

}  // namespace

Position read_in_any_order(Decoder& decoder, Position at, Position end, const ObjectShape& shape,
                           void* const* members, std::size_t done) {
    const Tape& tape = decoder.tape();
    const std::size_t count = shape.names.count;
    const bool refuses = shape.refuses_unknown || decoder.mode() == Mode::exact;
    std::bitset<max_members> seen;
    for (std::size_t i = 0; i < done; ++i)
        seen.set(i);
    std::size_t next = done;
    while (at != end) {
        if (decoder.is_done()) return end + 1;
        const Position value = at + 1;
        // Fields tend to come in the model's order, even if some are left out or put between.
        const std::size_t index = next < count && is_key(tape, at, shape.names[next])
                                      ? next
                                      : shape.names.find(tape.text(at));
        if (index == NameIndex::npos) {
            if (refuses) unknown_field(decoder, value, shape.names, shape.type);
            at = tape.next(value);
            continue;
        }
        at = shape.readers[index](decoder, value, members[index]);
        seen.set(index);
        next = index + 1;
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (!seen[i] && !shape.optional[i]) decoder.missing(end, shape.names[i], shape.expected[i]);
    }
    return end + 1;
}

Position read_empty(Decoder& decoder, Position at, bool refuses_unknown, std::string_view type) {
    const Tape& tape = decoder.tape();
    const Position end = tape.closing(at);
    if (refuses_unknown || decoder.mode() == Mode::exact) {
        const NameIndex none{};
        for (++at; at != end && !decoder.is_done(); at = tape.next(at + 1)) {
            unknown_field(decoder, at + 1, none, type);
        }
    }
    return end + 1;
}

}  // namespace curlew::detail
