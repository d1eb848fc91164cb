#include "model/document_storage.hpp"
#include "model/json_diagnosis.hpp"

#include <curlew/errors.hpp>
#include <curlew/model/document.hpp>

#include <memory>
#include <utility>

#include <simdjson.h>

namespace curlew::detail {
namespace {

/// A parser keeps its memory, so that the next document of the thread costs no allocation; but not
/// so much of it that one huge response is paid for until the thread ends.
constexpr std::size_t largest_spare = std::size_t(4) << 20;

thread_local std::unique_ptr<Document::Storage> spare;

std::unique_ptr<Document::Storage> borrow() {
    // Nothing is spare while a document of this thread is being read, as when a Converter decodes.
    return spare ? std::move(spare) : std::make_unique<Document::Storage>();
}

std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

/// For what simdjson refuses: says why, or reads it after all, if it is JSON.
void parse_slowly(std::string_view whole, std::string_view text, TapeBuilder& builder) {
    const std::size_t skipped = whole.size() - text.size();
    if (const auto found = diagnose_json(text)) {
        if (found->too_deep) throw_too_deep();
        throw JsonError(found->reason, whole, skipped + found->offset);
    }
    // Integers beyond 64 bits.
    if (!Json::sax_parse(text, &builder) || builder.failed()) {
        throw JsonError("a document that can be read expected", whole, skipped);
    }
}

}  // namespace

void throw_too_deep() {
    throw ValidationError({{"", FieldErrorKind::depth, "nesting of at most 1024 levels", "more"}});
}

Document::Document(std::string_view text) : storage_(borrow()) {
    const std::string_view json = without_byte_order_mark(text);
    simdjson::dom::parser& parser = storage_->parser;
    if (parser.parse(json.data(), json.size()).error() == simdjson::SUCCESS) {
        tape_ = {parser.doc.tape.get(), reinterpret_cast<const char*>(parser.doc.string_buf.get())};
        return;
    }
    TapeBuilder& builder = storage_->builder.emplace();
    parse_slowly(text, json, builder);
    tape_ = builder.tape();
}

Document::Document(std::unique_ptr<Storage> storage) noexcept
    : storage_(std::move(storage)), tape_(storage_->builder->tape()) {}

Document::Document(Document&&) noexcept = default;

Document::~Document() {
    if (!storage_) return;
    storage_->builder.reset();
    if (storage_->parser.capacity() <= largest_spare) spare = std::move(storage_);
}

}  // namespace curlew::detail
