#include "model/document_storage.hpp"
#include "model/json_diagnosis.hpp"

#include <curlew/errors.hpp>
#include <curlew/json.hpp>

#include <utility>

namespace curlew {
namespace detail {
namespace {

Position read_value(const Tape& tape, Position at, Json& out) {
    switch (tag_of(at)) {
        case Tag::object: {
            const Position end = tape.closing(at);
            out = Json::object();
            auto& members = out.get_ref<Json::object_t&>();
            for (++at; at != end;) {
                Json& member = members[std::string(tape.text(at))];
                at = read_value(tape, at + 1, member);
            }
            return end + 1;
        }
        case Tag::array: {
            const Position end = tape.closing(at);
            out = Json::array();
            auto& items = out.get_ref<Json::array_t&>();
            for (++at; at != end;)
                at = read_value(tape, at, items.emplace_back());
            return end + 1;
        }
        case Tag::string:
            out = tape.text(at);
            break;
        case Tag::signed_integer:
            // As nlohmann's own parser has it: unsigned unless negative.
            if (const std::int64_t value = signed_at(at); value < 0) {
                out = value;
            } else {
                out = static_cast<std::uint64_t>(value);
            }
            break;
        case Tag::unsigned_integer:
            out = unsigned_at(at);
            break;
        case Tag::real:
            out = real_at(at);
            break;
        case Tag::true_value:
            out = true;
            break;
        case Tag::false_value:
            out = false;
            break;
        default:
            out = nullptr;
            break;
    }
    return tape.next(at);
}

}  // namespace

Document document_of(const Json& value) {
    auto storage = std::make_unique<Document::Storage>();
    storage->builder.emplace().add(value);
    if (storage->builder->failed()) throw_too_deep();
    return Document(std::move(storage));
}

Position Codec<Json>::read(Decoder& decoder, Position at, Json& out) {
    return read_value(decoder.tape(), at, out);
}

void Codec<Json>::write(Writer& writer, const Json& value) {
    const Writer::Level level(writer);
    switch (value.type()) {
        case Json::value_t::object:
            writer.raw('{');
            for (const auto& [name, item] : value.get_ref<const Json::object_t&>()) {
                writer.string(name);
                writer.raw(':');
                write(writer, item);
                writer.raw(',');
            }
            writer.close('}');
            break;
        case Json::value_t::array:
            writer.raw('[');
            for (const Json& item : value.get_ref<const Json::array_t&>()) {
                write(writer, item);
                writer.raw(',');
            }
            writer.close(']');
            break;
        case Json::value_t::string:
            writer.string(value.get_ref<const std::string&>());
            break;
        case Json::value_t::boolean:
            writer.boolean(value.get<bool>());
            break;
        case Json::value_t::number_integer:
            writer.integer(value.get<std::int64_t>());
            break;
        case Json::value_t::number_unsigned:
            writer.integer(value.get<std::uint64_t>());
            break;
        case Json::value_t::number_float:
            writer.real(value.get<double>());
            break;
        case Json::value_t::null:
            writer.null();
            break;
        case Json::value_t::binary:
        case Json::value_t::discarded:
            writer.refuse("JSON has no form for binary values");
    }
}

}  // namespace detail

Json parse_json(std::string_view text) {
    try {
        const detail::Document document(text);
        Json value;
        detail::read_value(document.tape(), document.tape().root(), value);
        return value;
    } catch (const ValidationError&) {
        // Without a model there is nothing to validate: it was nested too deeply.
        const auto found = detail::diagnose_json(text);
        throw JsonError("nesting of at most 1024 levels expected", text, found ? found->offset : 0);
    }
}

}  // namespace curlew
