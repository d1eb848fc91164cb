#include "model/path_finder.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>
#include <curlew/model/decoder.hpp>

#include <charconv>
#include <utility>

namespace curlew::detail {
namespace {

/// A document made of errors only would otherwise take many times its own size in messages.
constexpr std::size_t most_errors = 1000;
constexpr std::size_t longest_found = 40;

template <class Number>
std::string decimal(Number value) {
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
}

std::string counted(std::size_t count, const char* what) {
    return decimal(count) + ' ' + what + (count == 1 ? "" : "s");
}

std::size_t count_children(const Tape& tape, Position at) {
    const Position end = tape.closing(at);
    const bool is_object = tag_of(at) == Tag::object;
    std::size_t count = 0;
    for (++at; at != end; at = tape.next(is_object ? at + 1 : at))
        ++count;
    return count;
}

}  // namespace

Decoder::Decoder(const Tape& tape, Validation validation) noexcept
    : tape_(tape),
      limit_(most_errors),
      mode_(validation == Validation::strict ? Mode::strict : Mode::lax) {
    // Variants within variants read the same words again, once for each level; but a model and a
    // document may conspire to double the work at every level.
    const auto words = static_cast<std::size_t>(tape.next(tape.root()) - tape.words);
    trial_words_ = (std::size_t(1) << 22) + 256 * words;
}

Position Decoder::fail(Position at, FieldErrorKind kind, std::string expected) {
    if (!silent_ && !is_done()) {
        misfits_.push_back({at, kind, {}, std::move(expected), describe(at)});
    }
    ++failures_;
    return tape_.next(at);
}

Position Decoder::wrong_type(Position at, const char* expected) {
    return fail(at, FieldErrorKind::type, silent_ ? std::string() : std::string(expected));
}

void Decoder::missing(Position end, std::string_view field, std::string (*expected)()) {
    if (!silent_ && !is_done()) {
        misfits_.push_back(
            {end, FieldErrorKind::missing, std::string(field), expected(), "nothing"});
    }
    ++failures_;
}

std::string Decoder::describe(Position at) const {
    switch (tag_of(at)) {
        case Tag::string:
            return quoted(tape_.text(at), longest_found);
        case Tag::signed_integer:
            return decimal(signed_at(at));
        case Tag::unsigned_integer:
            return decimal(unsigned_at(at));
        case Tag::real: {
            const std::string digits = decimal(real_at(at));
            // Otherwise `expected integer, found 1` would be said of 1.0.
            const bool looks_real = digits.find_first_not_of("-0123456789") != std::string::npos;
            return looks_real ? digits : digits + ".0";
        }
        case Tag::true_value:
            return "true";
        case Tag::false_value:
            return "false";
        case Tag::object:
            return "object with " + counted(count_children(tape_, at), "field");
        case Tag::array:
            return "array of " + counted(count_children(tape_, at), "item");
        default:
            return "null";
    }
}

void Decoder::finish() {
    if (misfits_.empty()) return;
    // The document was read from front to back, so that the misfits are in its order, as PathFinder
    // wants them.
    PathFinder finder(tape_, tape_.root());
    std::vector<FieldError> errors;
    errors.reserve(misfits_.size());
    for (Misfit& misfit : misfits_) {
        std::string path = finder.path_of(misfit.position);
        if (!misfit.field.empty()) append_key(path, misfit.field);
        errors.push_back(
            {std::move(path), misfit.kind, std::move(misfit.expected), std::move(misfit.found)});
    }
    throw ValidationError(std::move(errors));
}

bool Decoder::may_try(Position at) noexcept {
    const auto words = static_cast<std::size_t>(tape_.next(at) - at);
    if (words > trial_words_) return false;
    trial_words_ -= words;
    return true;
}

Decoder::Trial::Trial(Decoder& decoder, Mode mode) noexcept
    : decoder_(decoder),
      failures_(decoder.failures_),
      limit_(decoder.limit_),
      mode_(decoder.mode_),
      silent_(decoder.silent_) {
    decoder.limit_ = decoder.failures_ + 1;
    decoder.mode_ = mode;
    decoder.silent_ = true;
}

Decoder::Trial::~Trial() {
    decoder_.failures_ = failures_;
    decoder_.limit_ = limit_;
    decoder_.mode_ = mode_;
    decoder_.silent_ = silent_;
}

Decoder::Explanation::Explanation(Decoder& decoder, Position at) noexcept
    : decoder_(decoder),
      at_(at),
      outer_(std::exchange(decoder.misfits_, {})),
      failures_(decoder.failures_),
      limit_(decoder.limit_) {
    decoder.limit_ = decoder.failures_ + 1;
}

Decoder::Explanation::~Explanation() {
    decoder_.misfits_ = std::move(outer_);
    decoder_.failures_ = failures_;
    decoder_.limit_ = limit_;
}

FieldErrorKind Decoder::Explanation::append_to(std::string& expected, std::string_view type) const {
    if (decoder_.misfits_.empty()) return FieldErrorKind::value;
    const Misfit& misfit = decoder_.misfits_.front();
    if (!expected.empty()) expected += " or ";
    std::string path = PathFinder(decoder_.tape_, at_).path_of(misfit.position);
    if (!misfit.field.empty()) append_key(path, misfit.field);
    if (path.empty()) {
        expected += misfit.expected;
        return misfit.kind;
    }
    const FieldError error{std::move(path), misfit.kind, misfit.expected, misfit.found};
    expected.append(type).append(" (").append(error.message()).append(")");
    return FieldErrorKind::value;
}

}  // namespace curlew::detail
