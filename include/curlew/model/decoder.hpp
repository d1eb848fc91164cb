#pragma once

#include <curlew/field_error.hpp>
#include <curlew/model/tape.hpp>
#include <curlew/validation.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace curlew::detail {

/// How far a value may be from its type.
enum class Mode : unsigned char {
    exact,   ///< as strict, but an integer is no double and no field may be unknown; for variants
    strict,  ///< Validation::strict
    lax,     ///< Validation::lax
};

/// A misfit while decoding still runs. Its path is worked out at the end, from its position.
struct Misfit {
    Position position;  ///< the value; or, for a missing field, the end of its object
    FieldErrorKind kind;
    std::string field;  ///< the name, if a field is missing
    std::string expected;
    std::string found;
};

/// What reading a document needs: the tape, the mode, and the misfits so far.
///
/// Readers are functions from a position to the position after the value. A reader that fails says
/// so here and returns as if it had succeeded, so that one pass finds every misfit.
class Decoder {
public:
    Decoder(const Tape& tape, Validation validation) noexcept;
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    [[nodiscard]] const Tape& tape() const noexcept { return tape_; }
    [[nodiscard]] Mode mode() const noexcept { return mode_; }

    /// How many misfits were found so far, those of a trial included.
    [[nodiscard]] std::size_t failures() const noexcept { return failures_; }

    /// Whether further misfits would no longer be reported, so that reading on has no use.
    [[nodiscard]] bool is_done() const noexcept { return failures_ >= limit_; }

    /// Records a misfit of the value at `at`; returns where the next value is.
    Position fail(Position at, FieldErrorKind kind, std::string expected);
    /// The value is of a JSON type that cannot be meant.
    Position wrong_type(Position at, const char* expected);
    /// A required field is not in the object that ends at `end`.
    void missing(Position end, std::string_view field, std::string (*expected)());

    /// What the value at `at` looks like, shortened for messages.
    [[nodiscard]] std::string describe(Position at) const;

    /// @throws ValidationError if there were misfits
    void finish();

    /// Reading on approval: misfits are only counted, and the first one ends it.
    class Trial {
    public:
        Trial(Decoder& decoder, Mode mode) noexcept;
        Trial(const Trial&) = delete;
        Trial& operator=(const Trial&) = delete;
        ~Trial();
        [[nodiscard]] bool failed() const noexcept { return decoder_.failures_ > failures_; }

    private:
        Decoder& decoder_;
        std::size_t failures_;
        std::size_t limit_;
        Mode mode_;
        bool silent_;
    };

    /// Why an alternative of a variant does not fit: its first misfit only.
    class Explanation {
    public:
        Explanation(Decoder& decoder, Position at) noexcept;
        Explanation(const Explanation&) = delete;
        Explanation& operator=(const Explanation&) = delete;
        ~Explanation();
        /// Adds it to `expected`, and says of which kind it is.
        FieldErrorKind append_to(std::string& expected, std::string_view type) const;

    private:
        Decoder& decoder_;
        Position at_;
        std::vector<Misfit> outer_;
        std::size_t failures_;
        std::size_t limit_;
    };

    /// Whether a variant at `at` may still be tried; when not, the document is made to be slow.
    [[nodiscard]] bool may_try(Position at) noexcept;
    [[nodiscard]] bool is_silent() const noexcept { return silent_; }

private:
    Tape tape_;
    std::size_t failures_ = 0;
    std::size_t limit_;
    std::size_t trial_words_;
    Mode mode_;
    bool silent_ = false;
    std::vector<Misfit> misfits_;
};

}  // namespace curlew::detail
